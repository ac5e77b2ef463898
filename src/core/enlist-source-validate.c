/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-source"

#include "enlist-source-private.h"

#include "enlist-bytes-private.h"
#include "program.h"

/* The validation of docs/format.md, clause 8.5, told in terms of the source. */

/* What to do about a refusal that does not explain itself, where it is about a field. */
static const char *
suggest_for_field (const EnlistSourcePart   *part,
                   const EnlistProgramError *problem,
                   const EnlistFieldInfo    *info)
{
  switch (problem->status)
    {
    case ENLIST_E_UNWRITTEN:
      return "write it on every way that leads here";
    case ENLIST_E_RECEIVER:
      return "it is sensitive: it goes to the device in “send” and “need”, and into sensitive fields";
    case ENLIST_E_UNMET:
      return part->role == ENLIST_ROLE_DEVICE ? "no “send” of the assistant names it"
                                              : "no “report” of the device names it";
    case ENLIST_E_TYPE:
      return info->kind == ENLIST_KIND_CHOICE
             ? "its kind, choice, does not fit; a question about a choice has 2 to 32 “options”"
             : "its kind does not fit what is done with it";
    case ENLIST_E_RANGE:
      return "minimum, maximum and default must fit each other and its kind";
    default:
      return NULL;
    }
}

static const char *
suggest_for_step (const EnlistSourcePart *part, EnlistStatus status)
{
  switch (status)
    {
    case ENLIST_E_UNWRITTEN:
      return "write it on every way that leads here: an Ed25519 key for “report” and “lock”, an owner "
             "for “lock”";
    case ENLIST_E_ROLE:
      return part->role == ENLIST_ROLE_APP
             ? "an IoT application has “when”, in it “call” and what both ends have"
             : "the operation belongs to the other end";
    case ENLIST_E_ONCE:
      return "move it out of “try” and “repeat”";
    case ENLIST_E_TYPE:
      return "a value of another type or another number of them belongs here";
    case ENLIST_E_RANGE:
      return "a number, a size or a count is outside of its limits";
    default:
      return NULL;
    }
}

static void
refuse_program (EnlistSourceCompiler *self, const EnlistSourcePart *part, const EnlistProgramError *problem)
{
  const char *what = part->role == ENLIST_ROLE_APP ? "IoT application" : "program";
  EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };
  g_autoptr (GString) message = g_string_new (NULL);
  const char *remedy;

  g_string_printf (message, "the %s does not validate: %s", what, enlist_status_name (problem->status));
  if (problem->field >= 0 && enlist_manifest_field (&self->manifest, problem->field, &info))
    {
      g_string_append_printf (message, ", field “%.*s”", (int) info.name.size, (const char *) info.name.data);
      remedy = suggest_for_field (part, problem, &info);
    }
  else
    remedy = suggest_for_step (part, problem->status);
  if (remedy != NULL)
    g_string_append_printf (message, " (%s)", remedy);

  enlist_source_fail_at (self, part, problem->step, problem->offset, "%s", message->str);
}

void
enlist_source_validate_part (EnlistSourceCompiler *self, guint index)
{
  const EnlistSourcePart *part = g_ptr_array_index (self->parts, index);
  EnlistProgramError problem;
  EnlistStatus status;
  gsize offset = 0;

  if (self->error != NULL || part->bytes == NULL || self->entries[index].media.size > 0)
    return;

  if (part->role == ENLIST_ROLE_CONFIG)
    {
      status = enlist_configuration_validate (enlist_bytes_slice (part->bytes), &self->manifest, &offset);
      if (status != ENLIST_OK)
        enlist_source_fail_at (self, part, -1, offset, "the configuration does not validate: %s",
                               enlist_status_name (status));
    }
  else if (enlist_program_validate (enlist_bytes_slice (part->bytes), part->role, &self->manifest, 0,
                                    &problem) != ENLIST_OK)
    refuse_program (self, part, &problem);
}

static const EnlistSourcePart *
find_program (EnlistSourceCompiler *self, EnlistRole role, guint application)
{
  int index = enlist_manifest_find_part (&self->manifest, role, application);
  const EnlistSourcePart *part = index >= 0 ? g_ptr_array_index (self->parts, index) : NULL;

  return part != NULL && part->bytes != NULL ? part : NULL;
}

/* Clause 8.5, point 6; without the other program the label is not refused. */
void
enlist_source_validate_pair (EnlistSourceCompiler *self, guint application)
{
  const EnlistSourcePart *assist = find_program (self, ENLIST_ROLE_ASSIST, application);
  const EnlistSourcePart *device = find_program (self, ENLIST_ROLE_DEVICE, application);
  EnlistProgramError problem;
  EnlistRole failing;

  if (self->error == NULL && assist != NULL && device != NULL &&
      enlist_program_validate_pair (enlist_bytes_slice (assist->bytes), enlist_bytes_slice (device->bytes),
                                    &self->manifest, &failing, &problem) != ENLIST_OK)
    refuse_program (self, failing == ENLIST_ROLE_ASSIST ? assist : device, &problem);
}
