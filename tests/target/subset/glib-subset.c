/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "glib-subset.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool failed;

void
subset_fail (const char *file,
             int         line,
             const char *what)
{
  printf ("Bail out! %s:%d: %s\n", file, line, what);
  exit (EXIT_FAILURE);
}

gpointer
g_malloc (gsize size)
{
  gpointer memory;

  if (size == 0)
    return NULL;
  memory = malloc (size);
  g_assert_nonnull (memory);

  return memory;
}

gpointer
g_malloc0 (gsize size)
{
  gpointer memory = g_malloc (size);

  return memory != NULL ? memset (memory, 0, size) : NULL;
}

void
g_free (gpointer memory)
{
  free (memory);
}

void
subset_autofree (void *pointer)
{
  free (*(void **) pointer);
}

gboolean
g_str_equal (const char *a,
             const char *b)
{
  return strcmp (a, b) == 0;
}

gboolean
g_str_has_prefix (const char *text,
                  const char *prefix)
{
  return strncmp (text, prefix, strlen (prefix)) == 0;
}

gboolean
g_str_has_suffix (const char *text,
                  const char *suffix)
{
  size_t size = strlen (text), end = strlen (suffix);

  return size >= end && strcmp (text + size - end, suffix) == 0;
}

char *
g_strndup (const char *text,
           gsize       size)
{
  char *copy;

  if (text == NULL)
    return NULL;
  size = strnlen (text, size);
  copy = g_malloc (size + 1);
  memcpy (copy, text, size);
  copy[size] = '\0';

  return copy;
}

char *
g_strdup (const char *text)
{
  return g_strndup (text, PTRDIFF_MAX);
}

static char *
format_text (const char *format,
             va_list     arguments)
{
  va_list again;
  char *text;
  int size;

  va_copy (again, arguments);
  size = vsnprintf (NULL, 0, format, again);
  va_end (again);
  g_assert_true (size >= 0);
  text = g_malloc ((size_t) size + 1);
  vsnprintf (text, (size_t) size + 1, format, arguments);

  return text;
}

char *
g_strdup_printf (const char *format,
                 ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = format_text (format, arguments);
  va_end (arguments);

  return text;
}

int
g_ascii_xdigit_value (char digit)
{
  if (digit >= '0' && digit <= '9')
    return digit - '0';
  if (digit >= 'a' && digit <= 'f')
    return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F')
    return digit - 'A' + 10;

  return -1;
}

guint64
g_ascii_strtoull (const char *text,
                  char      **end,
                  guint       base)
{
  return strtoull (text, end, (int) base);
}

GString *
g_string_new (const char *text)
{
  GString *string = g_new0 (GString, 1);

  string->str = g_strdup ("");
  if (text != NULL)
    g_string_append (string, text);

  return string;
}

void
g_string_append_len (GString    *string,
                     const char *text,
                     gsize       size)
{
  string->str = realloc (string->str, string->len + size + 1);
  g_assert_nonnull (string->str);
  memcpy (string->str + string->len, text, size);
  string->len += size;
  string->str[string->len] = '\0';
}

void
g_string_append (GString    *string,
                 const char *text)
{
  g_string_append_len (string, text, strlen (text));
}

void
g_string_append_c (GString *string,
                   char     c)
{
  g_string_append_len (string, &c, 1);
}

void
g_string_append_printf (GString    *string,
                        const char *format,
                        ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = format_text (format, arguments);
  va_end (arguments);
  g_string_append (string, text);
  g_free (text);
}

char *
g_string_free (GString *string,
               gboolean free_text)
{
  char *text = string->str;

  g_free (string);
  if (!free_text)
    return text;
  g_free (text);

  return NULL;
}

GPtrArray *
g_ptr_array_new_with_free_func (GDestroyNotify destroy)
{
  GPtrArray *array = g_new0 (GPtrArray, 1);

  array->destroy = destroy;

  return array;
}

void
g_ptr_array_add (GPtrArray *array,
                 gpointer   element)
{
  array->pdata = realloc (array->pdata, (array->len + 1) * sizeof (gpointer));
  g_assert_nonnull (array->pdata);
  array->pdata[array->len++] = element;
}

void
g_ptr_array_unref (GPtrArray *array)
{
  for (guint i = 0; i < array->len; i++)
    if (array->destroy != NULL)
      array->destroy (array->pdata[i]);
  g_free (array->pdata);
  g_free (array);
}

void
g_list_free (GList *list)
{
  while (list != NULL)
    {
      GList *next = list->next;

      g_free (list);
      list = next;
    }
}

void
g_test_message (const char *format,
                ...)
{
  va_list arguments;

  fputs ("# ", stdout);
  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  fputs ("\n", stdout);
}

void
g_test_fail (void)
{
  failed = true;
}

bool
subset_test_failed (void)
{
  bool answer = failed;

  failed = false;

  return answer;
}
