/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "enlist-error.h"

#define TITLE_COLUMNS 16

static gboolean
drives_terminal (gunichar c)
{
  /* Besides controls: marks that turn the direction of what follows. */
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static char *
replace_controls (const char *text, gboolean keep_lines)
{
  GString *clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' && keep_lines)
        g_string_append_c (clean, '\n');
      else if (c == '\n' || c == '\t' || c == '\r')
        g_string_append_c (clean, ' ');
      else
        g_string_append_unichar (clean, drives_terminal (c) ? 0xfffd : c);
    }

  return g_string_free (clean, FALSE);
}

char *
enlist_ctl_clean (const char *text)
{
  return replace_controls (text, FALSE);
}

void
enlist_ctl_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = replace_controls (text, TRUE);
  g_print ("%s", clean);
}

void
enlist_ctl_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  clean = replace_controls (text, TRUE);
  g_printerr ("%s\n", clean);
}

void
enlist_ctl_print_row (const char *title, const char *value)
{
  g_autofree char *clean = NULL;
  glong width = g_utf8_strlen (title, -1);

  if (value == NULL || *value == '\0')
    return;
  clean = enlist_ctl_clean (value);
  enlist_ctl_print ("%s%*s%s\n", title, (int) MAX (1, TITLE_COLUMNS - width), "", clean);
}

void
enlist_ctl_print_json (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, TRUE);

  enlist_ctl_write (text, strlen (text));
  enlist_ctl_write ("\n", 1);
}

void
enlist_ctl_write (const void *data, gsize size)
{
  /* A failure stays in the stream until enlist_ctl_flush(). */
  if (size > 0 && fwrite (data, size, 1, stdout) != 1)
    return;
}

gboolean
enlist_ctl_write_file (const char *path, const void *data, gsize size, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *folder = NULL;

  if (g_str_equal (path, "-"))
    {
      enlist_ctl_write (data, size);
      return TRUE;
    }
  folder = g_path_get_dirname (path);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND, _("%s: there is no folder “%s”"), path,
                   folder);
      return FALSE;
    }
  if (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT, 0666, &local_error))
    return TRUE;
  g_set_error_literal (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, local_error->message);

  return FALSE;
}

gboolean
enlist_ctl_flush (GError **error)
{
  gboolean failed = ferror (stdout) != 0;

  if (fflush (stdout) == 0 && !failed)
    return TRUE;
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, _("Writing to standard output: %s"),
               g_strerror (errno));

  return FALSE;
}

int
enlist_ctl_report (const GError *error)
{
  EnlistError code = enlist_error_get_code (error);

  fflush (stdout);
  enlist_ctl_say ("enlistctl: %s: %s\n%s", enlist_error_get_title (code), error->message,
                  enlist_error_get_remedy (code));

  return enlist_error_exit_code (error);
}

char *
enlist_ctl_fingerprint (GBytes *key)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, key);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; hash[i] != '\0'; i += 4)
    {
      if (i > 0)
        g_string_append_c (text, ' ');
      g_string_append_len (text, hash + i, 4);
    }

  return g_string_free (text, FALSE);
}

char *
enlist_ctl_base64url (GBytes *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}
