/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "label-text.h"

#include "label-text-private.h"

static const struct {
  const char *prefix;
  EnlistTextKind kind;
} prefixes[] = {
  { "EN1:", ENLIST_TEXT_LABEL },
  { "EN1.", ENLIST_TEXT_LABEL_PART },
  { "enlist:", ENLIST_TEXT_URI },
  { "ENP1:", ENLIST_TEXT_PUBLISHER },
  { "http:", ENLIST_TEXT_WEB },
  { "https:", ENLIST_TEXT_WEB },
  { "WIFI:", ENLIST_TEXT_WIFI },
  { "MT:", ENLIST_TEXT_MATTER },
  { "DPP:", ENLIST_TEXT_DPP },
  { "X-HM://", ENLIST_TEXT_HOMEKIT },
  { "BEGIN:VCARD", ENLIST_TEXT_CONTACT },
  { "MECARD:", ENLIST_TEXT_CONTACT },
};

static bool
is_space (uint8_t character)
{
  return character == ' ' || (character >= '\t' && character <= '\r');
}

static bool
is_digit (uint8_t character)
{
  return character >= '0' && character <= '9';
}

static uint8_t
to_lower (uint8_t character)
{
  return character >= 'A' && character <= 'Z' ? (uint8_t) (character - 'A' + 'a') : character;
}

EnlistSlice
enlist_label_text_trim (EnlistSlice text)
{
  while (text.size > 0 && is_space (text.data[text.size - 1]))
    text.size--;
  while (text.size > 0 && is_space (text.data[0]))
    {
      text.data++;
      text.size--;
    }

  return text;
}

bool
enlist_label_text_has_prefix (EnlistSlice  text,
                              const char  *prefix)
{
  size_t size = strlen (prefix);

  if (text.size < size)
    return false;

  for (size_t i = 0; i < size; i++)
    {
      if (to_lower (text.data[i]) != to_lower ((uint8_t) prefix[i]))
        return false;
    }

  return true;
}

/*
 * `EN`, a version of one to three digits without a leading zero, and `:` or `.`; EN1 has been looked for
 * before.
 */
static bool
is_newer_label (EnlistSlice text)
{
  size_t end = 2;

  if (!enlist_label_text_has_prefix (text, "EN"))
    return false;

  while (end < text.size && end < 5 && is_digit (text.data[end]))
    end++;

  if (end == 2 || text.data[2] == '0' || end == text.size)
    return false;

  return text.data[end] == ':' || text.data[end] == '.';
}

static bool
contains (EnlistSlice  text,
          const char  *word)
{
  size_t size = strlen (word);

  for (size_t i = 0; i + size <= text.size; i++)
    {
      if (memcmp (text.data + i, word, size) == 0)
        return true;
    }

  return false;
}

/* GS1 General Specifications, section 7.9.1: from the check digit leftwards, weights 1, 3, 1, 3 ... */
static bool
is_product (EnlistSlice text)
{
  unsigned sum = 0;

  if (text.size != 8 && (text.size < 12 || text.size > 14))
    return false;

  for (size_t i = 0; i < text.size; i++)
    {
      unsigned weight = (text.size - i) % 2 == 1 ? 1 : 3;

      if (!is_digit (text.data[i]))
        return false;
      sum += (text.data[i] - '0') * weight;
    }

  return sum % 10 == 0;
}

EnlistTextKind
enlist_label_text_kind (EnlistSlice text)
{
  text = enlist_label_text_trim (text);

  for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
    {
      if (enlist_label_text_has_prefix (text, prefixes[i].prefix))
        return prefixes[i].kind;
    }

  if (is_newer_label (text))
    return ENLIST_TEXT_LABEL_NEWER;
  if (is_product (text))
    return ENLIST_TEXT_PRODUCT;
  if (text.size > 0 && text.data[0] == '{' && contains (text, "\"ver\"") && contains (text, "\"transport\""))
    return ENLIST_TEXT_ESP;

  return ENLIST_TEXT_OTHER;
}
