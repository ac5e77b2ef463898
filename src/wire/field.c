/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "field.h"

static const struct {
  const char *name;
  EnlistFieldKind kind;
} registered[] = {
  { "location", ENLIST_KIND_PLACE },
  { "position", ENLIST_KIND_POSITION },
  { "owner", ENLIST_KIND_OWNER },
  { "name", ENLIST_KIND_NAME },
  { "wifi", ENLIST_KIND_WIFI },
  { "device.key", ENLIST_KIND_KEY },
  { "device.serial", ENLIST_KIND_TEXT },
  { "device.versions", ENLIST_KIND_LIST },
  { "device.capabilities", ENLIST_KIND_LIST },
  { "endpoint", ENLIST_KIND_TEXT },
  { "system.key", ENLIST_KIND_KEY },
  { "installed", ENLIST_KIND_DATE },
  { "remark", ENLIST_KIND_TEXT },
  { "asset", ENLIST_KIND_TEXT },
  { "admin.secret", ENLIST_KIND_SECRET },
  { "interval", ENLIST_KIND_NUMBER },
};

static const char *const kind_names[ENLIST_KIND_COUNT] = {
  [ENLIST_KIND_TEXT] = "text",
  [ENLIST_KIND_NUMBER] = "number",
  [ENLIST_KIND_CHOICE] = "choice",
  [ENLIST_KIND_YES_NO] = "yes-no",
  [ENLIST_KIND_DATE] = "date",
  [ENLIST_KIND_SECRET] = "secret",
  [ENLIST_KIND_PLACE] = "place",
  [ENLIST_KIND_POSITION] = "position",
  [ENLIST_KIND_OWNER] = "owner",
  [ENLIST_KIND_NAME] = "name",
  [ENLIST_KIND_WIFI] = "wifi",
  [ENLIST_KIND_KEY] = "key",
  [ENLIST_KIND_BYTES] = "bytes",
  [ENLIST_KIND_LIST] = "list",
};

bool
enlist_field_registered (unsigned         number,
                         EnlistFieldInfo *info)
{
  if (number >= sizeof registered / sizeof registered[0])
    return false;

  info->name = enlist_slice_text (registered[number].name);
  info->kind = registered[number].kind;
  info->flags = enlist_field_kind_flags (info->kind);

  return true;
}

const char *
enlist_field_kind_name (EnlistFieldKind kind)
{
  return (unsigned) kind < ENLIST_KIND_COUNT ? kind_names[kind] : NULL;
}

unsigned
enlist_field_kind_flags (EnlistFieldKind kind)
{
  return kind == ENLIST_KIND_SECRET || kind == ENLIST_KIND_WIFI ? ENLIST_FIELD_SENSITIVE : 0;
}

void
enlist_field_set_add (EnlistFieldSet *set,
                      unsigned        field)
{
  set->bits[field / 8] |= (uint8_t) (1u << field % 8);
}

void
enlist_field_set_remove (EnlistFieldSet *set,
                         unsigned        field)
{
  set->bits[field / 8] &= (uint8_t) ~(1u << field % 8);
}

bool
enlist_field_set_has (const EnlistFieldSet *set,
                      unsigned              field)
{
  return (set->bits[field / 8] >> field % 8 & 1) != 0;
}
