/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "pattern.h"

#include "utf8.h"

#define MAX_ATOMS 32
#define MAX_REPETITIONS 1000
#define UNBOUNDED UINT32_MAX

/* What stands escaped outside of classes and in them; a dollar sign cannot be escaped at all. */
static const char special[] = ".[]{}()*+?|^\\";
static const char special_in_class[] = "[]^-\\";

/* One atom with its quantifier */
typedef struct {
  enum { ANY, CHARACTER, CLASS } kind;
  uint32_t character;
  EnlistSlice members; /* of a class, without brackets and the sign that negates */
  bool negated;
  uint32_t minimum;
  uint32_t maximum;    /* or UNBOUNDED */
} Atom;

static bool
is_one_of (const char *set,
           uint32_t    character)
{
  return character != 0 && character < 0x80 && strchr (set, (int) character) != NULL;
}

static bool
accept (EnlistSlice *rest,
        char         character)
{
  if (rest->size == 0 || rest->data[0] != (uint8_t) character)
    return false;

  *rest = enlist_slice (rest->data + 1, rest->size - 1);

  return true;
}

/* A character, escaped where it is one of @escaped. */
static bool
read_character (EnlistSlice *rest,
                const char  *escaped,
                uint32_t    *character)
{
  bool is_escaped = accept (rest, '\\');

  if (rest->size == 0)
    return false;

  *character = enlist_utf8_next (rest);
  if (!is_escaped)
    return !is_one_of (escaped, *character);

  switch (*character)
    {
    case 'n': *character = '\n'; return true;
    case 'r': *character = '\r'; return true;
    case 't': *character = '\t'; return true;
    default:  return is_one_of (escaped, *character);
    }
}

/* A character of a class, or a range of them. */
static bool
read_member (EnlistSlice *rest,
             uint32_t    *first,
             uint32_t    *last)
{
  if (!read_character (rest, special_in_class, first))
    return false;

  *last = *first;
  if (!accept (rest, '-'))
    return true;

  return read_character (rest, special_in_class, last) && *first <= *last;
}

static bool
read_class (EnlistSlice *rest,
            Atom        *atom)
{
  uint32_t first, last;
  const uint8_t *start;

  atom->kind = CLASS;
  atom->negated = accept (rest, '^');
  start = rest->data;
  do
    if (!read_member (rest, &first, &last))
      return false;
  while (rest->size > 0 && rest->data[0] != ']');
  atom->members = enlist_slice (start, (size_t) (rest->data - start));

  return accept (rest, ']');
}

static bool
read_number (EnlistSlice *rest,
             uint32_t    *number)
{
  bool any = false;

  *number = 0;
  for (; rest->size > 0 && rest->data[0] >= '0' && rest->data[0] <= '9'; any = true)
    {
      *number = *number * 10 + (rest->data[0] - '0');
      if (*number > MAX_REPETITIONS)
        return false;
      *rest = enlist_slice (rest->data + 1, rest->size - 1);
    }

  return any;
}

static bool
read_quantifier (EnlistSlice *rest,
                 Atom        *atom)
{
  atom->minimum = 1;
  atom->maximum = 1;
  if (accept (rest, '?'))
    {
      atom->minimum = 0;
    }
  else if (accept (rest, '*'))
    {
      atom->minimum = 0;
      atom->maximum = UNBOUNDED;
    }
  else if (accept (rest, '+'))
    {
      atom->maximum = UNBOUNDED;
    }
  else if (accept (rest, '{'))
    {
      if (!read_number (rest, &atom->minimum))
        return false;
      atom->maximum = atom->minimum;
      if (!accept (rest, ','))
        return accept (rest, '}');
      if (accept (rest, '}'))
        {
          atom->maximum = UNBOUNDED;
          return true;
        }
      return read_number (rest, &atom->maximum) && atom->minimum <= atom->maximum && accept (rest, '}');
    }

  return true;
}

static bool
read_atom (EnlistSlice *rest,
           Atom        *atom)
{
  if (accept (rest, '.'))
    {
      atom->kind = ANY;
    }
  else if (accept (rest, '['))
    {
      if (!read_class (rest, atom))
        return false;
    }
  else
    {
      atom->kind = CHARACTER;
      if (accept (rest, '$') || !read_character (rest, special, &atom->character))
        return false;
    }

  return read_quantifier (rest, atom);
}

EnlistStatus
enlist_pattern_check (EnlistSlice  pattern,
                      size_t      *error_offset)
{
  EnlistSlice rest = pattern;
  unsigned count = 0;
  Atom atom;

  do
    if (!read_atom (&rest, &atom) || ++count > MAX_ATOMS)
      {
        if (error_offset != NULL)
          *error_offset = pattern.size - rest.size;
        return ENLIST_E_RANGE;
      }
  while (rest.size > 0);

  return ENLIST_OK;
}

static bool
is_member (const Atom *atom,
           uint32_t    character)
{
  EnlistSlice rest = atom->members;
  uint32_t first, last;

  switch (atom->kind)
    {
    case ANY:
      return character != '\n' && character != '\r';

    case CHARACTER:
      return character == atom->character;

    default:
      while (rest.size > 0 && read_member (&rest, &first, &last))
        if (character >= first && character <= last)
          return !atom->negated;
      return atom->negated;
    }
}

/* The places between characters to which what is matched so far may lead: a bit for each */
typedef struct {
  uint8_t bits[ENLIST_PATTERN_MAX_TEXT / 8 + 1];
} Places;

static void
add_place (Places *places,
           size_t  place)
{
  places->bits[place / 8] |= (uint8_t) (1u << place % 8);
}

static bool
has_place (const Places *places,
           size_t        place)
{
  return (places->bits[place / 8] >> place % 8 & 1) != 0;
}

/*
 * From @before over repetitions of @atom. A place is reached from any of @before that lies behind the last
 * character that does not fit, and as many characters back as the quantifier has it: of those that are far
 * enough the nearest one tells.
 */
static Places
pass_atom (const Places *before,
           const Atom   *atom,
           EnlistSlice   text)
{
  Places after = { { 0 } };
  size_t unbroken_from = 0, nearest = SIZE_MAX;
  EnlistSlice rest = text;

  for (size_t place = 0;; place++)
    {
      if (place >= atom->minimum && has_place (before, place - atom->minimum))
        nearest = place - atom->minimum;
      if (nearest != SIZE_MAX && nearest >= unbroken_from
          && (atom->maximum == UNBOUNDED || place - nearest <= atom->maximum))
        add_place (&after, place);

      if (rest.size == 0)
        return after;
      if (!is_member (atom, enlist_utf8_next (&rest)))
        unbroken_from = place + 1;
    }
}

bool
enlist_pattern_matches (EnlistSlice pattern,
                        EnlistSlice text)
{
  Places places = { { 0 } };
  EnlistSlice rest = pattern;
  size_t length = 0;
  Atom atom;

  if (text.size > ENLIST_PATTERN_MAX_TEXT)
    return false;

  add_place (&places, 0);
  while (rest.size > 0)
    {
      if (!read_atom (&rest, &atom))
        return false;
      places = pass_atom (&places, &atom, text);
    }

  for (rest = text; rest.size > 0; length++)
    enlist_utf8_next (&rest);

  return has_place (&places, length);
}
