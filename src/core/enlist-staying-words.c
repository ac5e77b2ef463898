/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-label"

#include "enlist-label-private.h"

#include <glib/gi18n-lib.h>

/* What stays on the device and goes on there when everybody has left: people see it before they agree. */

static char *
describe_value (EnlistLabel *self, guint field, EnlistSlice item)
{
  EnlistFieldInfo info = { { NULL, 0 }, 0, 0 };
  char *option = NULL;
  EnlistCborReader reader;
  guint64 index;

  enlist_manifest_field (enlist_label_get_manifest (self), field, &info);
  if ((info.flags & ENLIST_FIELD_SENSITIVE) != 0)
    return g_strdup ("•••");

  enlist_cbor_reader_init (&reader, item);
  if (info.kind == ENLIST_KIND_CHOICE && enlist_cbor_read_unsigned (&reader, &index) == ENLIST_OK)
    option = enlist_label_dup_option (self, field, MIN (index, G_MAXUINT));

  return option != NULL ? option : enlist_label_describe_value (info.kind, item);
}

/* "Measuring interval 300, Name “Roof”" */
static char *
describe_values (EnlistLabel *self, EnlistSlice bytes)
{
  GString *text = g_string_new (NULL);
  EnlistCborReader reader;
  gsize count = 0;

  enlist_cbor_reader_init (&reader, bytes);
  enlist_cbor_read_map (&reader, &count);
  for (gsize i = 0; i < count; i++)
    {
      EnlistSlice item = { NULL, 0 };
      g_autofree char *title = NULL, *value = NULL;
      unsigned field = 0;

      enlist_step_read_field (&reader, &field);
      enlist_cbor_read_item (&reader, &item);
      title = enlist_label_dup_field_title (self, field);
      value = describe_value (self, field, item);
      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", title, value);
    }

  return g_string_free (text, FALSE);
}

static char *
describe_event (guint event)
{
  switch (event)
    {
    case 0:
      return g_strdup (_("when its button is pressed"));
    case 1:
      return g_strdup (_("when it has measured"));
    default:
      return g_strdup_printf (_("on its event %u"), event);
    }
}

static char *
describe_trigger (EnlistLabel *self, const EnlistTrigger *trigger)
{
  g_autofree char *words = NULL;
  EnlistCborReader reader;
  guint64 seconds;

  switch (trigger->kind)
    {
    case ENLIST_TRIGGER_EVERY:
      enlist_cbor_reader_init (&reader, trigger->seconds);
      if (enlist_cbor_read_unsigned (&reader, &seconds) == ENLIST_OK && seconds <= G_MAXUINT)
        return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "every %u second", "every %u seconds", seconds),
                                (guint) seconds);
      words = enlist_label_describe_expression (self, trigger->seconds);
      /* Translators: %s is a field or a calculation: "as often as “Measuring interval” says" */
      return g_strdup_printf (_("as often as “%s” says"), words);
    case ENLIST_TRIGGER_EVENT:
      return describe_event (trigger->event);
    case ENLIST_TRIGGER_START:
    default:
      return g_strdup (_("when it starts"));
    }
}

/* Titles of all steps of a block, those in its own blocks included. */
static char *
join_steps (EnlistLabel *self, EnlistSlice block)
{
  GString *text = g_string_new (NULL);
  EnlistProgramWalk walk;
  EnlistStep step;

  if (enlist_program_walk_init (&walk, block) != ENLIST_OK)
    return g_string_free (text, FALSE);

  while (enlist_program_walk_next (&walk, &step))
    {
      g_autofree char *title = NULL;

      if (step.operation == ENLIST_OP_END)
        continue;
      title = step.operation == ENLIST_OP_FAIL ? g_strdup (_("Gives up"))
                                               : enlist_label_describe_title (self, &step);
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", title);
    }

  if (text->len == 0)
    g_string_append (text, _("nothing"));

  return g_string_free (text, FALSE);
}

static void
add_triggers (EnlistLabel *self, EnlistSlice program, GStrvBuilder *lines)
{
  EnlistProgramWalk walk;
  EnlistStep step;

  if (enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return;

  while (enlist_program_walk_next (&walk, &step))
    {
      g_autofree char *when = NULL, *what = NULL, *line = NULL;
      EnlistTrigger trigger;

      if (step.operation != ENLIST_OP_WHEN || enlist_step_read_when (&step, &trigger) != ENLIST_OK)
        continue;
      when = describe_trigger (self, &trigger);
      what = join_steps (self, trigger.block);
      /* Translators: when and what: "IoT application, every 60 seconds: Publishes a value" */
      line = g_strdup_printf (_("IoT application, %s: %s"), when, what);
      g_strv_builder_add (lines, line);
    }
}

/* Whoever made it knows what is in it. */
static char *
describe_opaque (const EnlistPartEntry *entry)
{
  g_autofree char *media = g_strndup ((const char *) entry->media.data, entry->media.size);

  if (entry->media.size == 0)
    return entry->role == ENLIST_ROLE_APP
               ? g_strdup_printf (_("IoT application of %u bytes, which is not on the label"), entry->size)
               : g_strdup_printf (_("Configuration of %u bytes, which is not on the label"), entry->size);

  return entry->role == ENLIST_ROLE_APP
             ? g_strdup_printf (_("IoT application of the type %s, %u bytes"), media, entry->size)
             : g_strdup_printf (_("Configuration of the type %s, %u bytes"), media, entry->size);
}

static void
add_part (EnlistLabel *self, guint part, GStrvBuilder *lines)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  g_autofree char *line = NULL, *values = NULL;
  EnlistPartEntry entry;
  EnlistSlice bytes;

  if (part >= manifest->part_count)
    return;
  entry = enlist_manifest_part (manifest, part);
  bytes = enlist_label_get_part (self, part);
  if (bytes.data != NULL && entry.media.size == 0 && entry.role == ENLIST_ROLE_APP)
    {
      add_triggers (self, bytes, lines);
      return;
    }

  if (bytes.data == NULL || entry.media.size > 0)
    line = describe_opaque (&entry);
  else
    {
      values = describe_values (self, bytes);
      line = g_strdup_printf (_("Configuration: %s"), values);
    }
  g_strv_builder_add (lines, line);
}

static void
add_installed (EnlistLabel *self, const EnlistStep *step, GStrvBuilder *lines)
{
  EnlistCborReader reader = step->arguments;

  for (guint i = 0; i < step->argument_count; i++)
    {
      guint64 part = G_MAXUINT;

      enlist_cbor_read_unsigned (&reader, &part);
      add_part (self, MIN (part, G_MAXUINT), lines);
    }
}

char **
enlist_label_list_staying_parts (EnlistLabel *self)
{
  EnlistSlice program = enlist_label_get_program (self, ENLIST_SIDE_DEVICE);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  EnlistProgramWalk walk;
  EnlistStep step;

  if (program.data == NULL || enlist_program_walk_init (&walk, program) != ENLIST_OK)
    return g_strv_builder_end (lines);

  while (enlist_program_walk_next (&walk, &step))
    {
      if (step.operation == ENLIST_OP_INSTALL)
        add_installed (self, &step, lines);
    }

  return g_strv_builder_end (lines);
}

char *
enlist_label_describe_install (EnlistLabel *self, const EnlistStep *step)
{
  const EnlistManifest *manifest = enlist_label_get_manifest (self);
  EnlistCborReader reader = step->arguments;
  gboolean runs = FALSE;

  for (guint i = 0; i < step->argument_count; i++)
    {
      guint64 part = 0;

      enlist_cbor_read_unsigned (&reader, &part);
      runs |= part < manifest->part_count && enlist_manifest_part (manifest, part).role == ENLIST_ROLE_APP;
    }

  return g_strdup (runs ? _("Installs an IoT application, which runs after enrollment")
                        : _("Installs a configuration"));
}

char *
enlist_label_describe_installed (EnlistLabel *self, const EnlistStep *step)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  add_installed (self, step, lines);
  list = g_strv_builder_end (lines);

  return g_strjoinv ("; ", list);
}
