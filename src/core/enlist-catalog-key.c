/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-catalog-key"

#include "enlist-catalog-key.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

#define GTIN_SIZE 14
#define SERIAL_MAX 20 /* characters; GS1 General Specifications, section 3.5.2 */
#define GROUP_SEPARATOR '\x1d'
#define BAR_CODE_PREFIX "]C1" /* ISO/IEC 15424: Code 128 with FNC1 in front */

/* What counts of an element string. */
typedef struct {
  char gtin[GTIN_SIZE + 1]; /* empty: none */
  char *serial;             /* normalized; NULL: none */
} Elements;

/* GS1 General Specifications, section 7.8.5.2: values of a predefined length have no separator behind them.
 * The numbers are sizes of identifier and value together. */
static const struct {
  const char *prefix;
  guint8 size;
} predefined[] = {
  { "00", 20 }, { "01", 16 }, { "02", 16 }, { "03", 16 }, { "04", 18 }, { "11", 8 },
  { "12", 8 },  { "13", 8 },  { "14", 8 },  { "15", 8 },  { "16", 8 },  { "17", 8 },
  { "18", 8 },  { "19", 8 },  { "20", 4 },  { "31", 10 }, { "32", 10 }, { "33", 10 },
  { "34", 10 }, { "35", 10 }, { "36", 10 }, { "41", 16 },
};

static void
elements_clear (Elements *elements)
{
  g_clear_pointer (&elements->serial, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Elements, elements_clear)

static gboolean
is_all_digits (const char *text, gsize size)
{
  for (gsize i = 0; i < size; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
    }

  return size > 0;
}

static gboolean
has_gtin_size (const char *text)
{
  gsize size = strlen (text);

  return (size == 8 || (size >= 12 && size <= GTIN_SIZE)) && is_all_digits (text, size);
}

/* Section 7.9.1: from the check digit leftwards, weights 1, 3, 1, 3 ... */
static gboolean
has_check_digit (const char *digits)
{
  gsize size = strlen (digits);
  guint sum = 0;

  for (gsize i = 0; i < size; i++)
    sum += (guint) (digits[i] - '0') * ((size - i) % 2 == 1 ? 1 : 3);

  return sum % 10 == 0;
}

static char *
fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isspace (*p) && *p != '-')
        g_string_append_c (folded, g_ascii_toupper (*p));
    }

  return g_string_free (folded, FALSE);
}

/* (transfer full): takes over @folded */
static char *
pad_gtin (char *folded)
{
  g_autofree char *short_form = folded;
  g_autofree char *zeros = NULL;

  if (!has_gtin_size (folded) || !has_check_digit (folded))
    return g_steal_pointer (&short_form);
  zeros = g_strnfill (GTIN_SIZE - strlen (folded), '0');

  return g_strconcat (zeros, folded, NULL);
}

static gboolean
check_text (const char *text, GError **error)
{
  const char *problem = NULL;

  if (strlen (text) > ENLIST_CATALOG_KEY_MAX)
    problem = _("A number of a catalog has at most 128 characters.");
  else if (!g_utf8_validate (text, -1, NULL))
    problem = _("A number of a catalog is text.");
  for (const char *p = text; *p != '\0' && problem == NULL; p++)
    {
      if (g_ascii_iscntrl (*p) && !g_ascii_isspace (*p) && *p != GROUP_SEPARATOR)
        problem = _("A number of a catalog has no control characters.");
    }
  if (problem != NULL)
    g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, problem);

  return problem == NULL;
}

/* Takes note of one element; FALSE when it is not what its identifier says. */
static gboolean
take_element (
    Elements *elements, const char *identifier, gsize identifier_size, const char *value, gsize size)
{
  if (size == 0)
    return FALSE;
  if (identifier_size == 2 && strncmp (identifier, "01", 2) == 0)
    {
      if (size != GTIN_SIZE || !is_all_digits (value, size))
        return FALSE;
      memcpy (elements->gtin, value, GTIN_SIZE);
    }
  else if (identifier_size == 2 && strncmp (identifier, "21", 2) == 0)
    {
      g_autofree char *serial = g_strndup (value, size);

      if (size > SERIAL_MAX)
        return FALSE;
      g_free (elements->serial);
      elements->serial = fold (serial);
    }

  return TRUE;
}

/* "(01)04012345678901(21)ABC" */
static gboolean
read_typed (const char *text, Elements *elements)
{
  const char *p = text;

  while (*p == '(')
    {
      gsize identifier_size = strspn (p + 1, "0123456789");
      const char *value = p + 1 + identifier_size;
      gsize size;

      if (identifier_size < 2 || identifier_size > 4 || *value++ != ')')
        return FALSE;
      size = strcspn (value, "(");
      if (!take_element (elements, p + 1, identifier_size, value, size))
        return FALSE;
      p = value + size;
    }

  return *p == '\0';
}

static gsize
get_predefined_size (const char *text)
{
  for (gsize i = 0; i < G_N_ELEMENTS (predefined); i++)
    {
      if (strncmp (text, predefined[i].prefix, 2) == 0)
        return predefined[i].size;
    }

  return 0;
}

/* "0104012345678901" "21ABC": GS between them where the first has no predefined length */
static gboolean
read_scanned (const char *text, Elements *elements)
{
  const char *p = text;

  while (*p != '\0')
    {
      gsize predefined_size = get_predefined_size (p);
      gsize left = strcspn (p, (const char[]){ GROUP_SEPARATOR, '\0' });
      gsize size = predefined_size > 0 ? predefined_size : left;

      if (size > left || size < 3 || !is_all_digits (p, 2))
        return FALSE;
      if (!take_element (elements, p, 2, p + 2, size - 2))
        return FALSE;
      p += size;
      if (*p == GROUP_SEPARATOR)
        p++;
    }

  return TRUE;
}

/* FALSE when @text is no element string with a GTIN or a serial number. */
static gboolean
read_elements (const char *text, Elements *elements)
{
  g_autofree char *line = g_strdup (text);
  gboolean scanned = FALSE;

  g_strstrip (line);
  if (g_ascii_strncasecmp (line, BAR_CODE_PREFIX, strlen (BAR_CODE_PREFIX)) == 0)
    {
      memmove (line, line + strlen (BAR_CODE_PREFIX), strlen (line) - strlen (BAR_CODE_PREFIX) + 1);
      scanned = TRUE;
    }
  if (*line == '(')
    {
      g_autofree char *folded = fold (line);

      if (!read_typed (folded, elements))
        return FALSE;
    }
  /* Keyboard scanners leave the prefix out. Only a GTIN in front tells such a string from any other number.
   */
  else if ((!scanned && (strlen (line) < 18 || strncmp (line, "01", 2) != 0)) ||
           !read_scanned (line, elements))
    return FALSE;
  if (!scanned && *line != '(' && !has_check_digit (elements->gtin))
    return FALSE;

  return *elements->gtin != '\0' || elements->serial != NULL;
}

static gboolean
check_gtin (const Elements *elements, GError **error)
{
  if (*elements->gtin == '\0' || has_check_digit (elements->gtin))
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("The number %s has a typing mistake: its last digit does not fit the others."),
               elements->gtin);

  return FALSE;
}

static char *
join_elements (const Elements *elements)
{
  return g_strdup_printf ("(01)%s(21)%s", elements->gtin, elements->serial);
}

char **
enlist_catalog_key_list (const char *text, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (Elements) elements = { "", NULL };
  g_autofree char *key = NULL;

  if (!check_text (text, error))
    return NULL;
  if (!read_elements (text, &elements))
    {
      key = pad_gtin (fold (text));
      if (*key == '\0')
        {
          g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                               _("A number of a catalog is not empty."));
          return NULL;
        }
      g_strv_builder_add (builder, key);
      return g_strv_builder_end (builder);
    }
  if (!check_gtin (&elements, error))
    return NULL;

  if (*elements.gtin != '\0' && elements.serial != NULL)
    {
      key = join_elements (&elements);
      g_strv_builder_add (builder, key);
    }
  if (elements.serial != NULL)
    {
      g_autofree char *serial = pad_gtin (g_strdup (elements.serial));

      g_strv_builder_add (builder, serial);
    }
  if (*elements.gtin != '\0')
    g_strv_builder_add (builder, elements.gtin);

  return g_strv_builder_end (builder);
}

char *
enlist_catalog_key_normalize (const char *key, GError **error)
{
  g_auto (GStrv) keys = enlist_catalog_key_list (key, error);

  return keys != NULL ? g_strdup (keys[0]) : NULL;
}

/* The more specific, the smaller. */
static int
get_rank (const char *text)
{
  g_auto (GStrv) keys = enlist_catalog_key_list (text, NULL);

  if (keys == NULL)
    return 3;
  if (g_strv_length (keys) > 1)
    return 0;

  return strlen (keys[0]) == GTIN_SIZE && has_gtin_size (keys[0]) ? 2 : 1;
}

int
enlist_catalog_key_compare (const char *a, const char *b)
{
  return get_rank (a) - get_rank (b);
}

char *
enlist_catalog_key_to_display (const char *text)
{
  g_auto (Elements) elements = { "", NULL };
  GString *shown = g_string_new (NULL);

  if (!read_elements (text, &elements))
    {
      g_autofree char *line = g_strstrip (g_utf8_make_valid (text, -1));

      return g_strdelimit (g_string_free (g_string_assign (shown, line), FALSE), "\r\n\t\x1d", ' ');
    }
  if (*elements.gtin != '\0')
    g_string_append_printf (shown, "(01)%s", elements.gtin);
  if (elements.serial != NULL)
    g_string_append_printf (shown, "%s(21)%s", shown->len > 0 ? " " : "", elements.serial);

  return g_string_free (shown, FALSE);
}

gboolean
enlist_catalog_key_is_mistyped (const char *text)
{
  g_autofree char *folded = fold (text);

  return has_gtin_size (folded) && !has_check_digit (folded);
}

gboolean
enlist_catalog_key_is_plausible (const char *text)
{
  g_autofree char *line = g_strdup (text);
  gsize size = strlen (g_strstrip (line));

  return size > 0 && size <= ENLIST_CATALOG_KEY_MAX && g_utf8_validate (line, -1, NULL) &&
         strpbrk (line, "0123456789") != NULL && strpbrk (line, "\r\n\t/:{}<>") == NULL;
}
