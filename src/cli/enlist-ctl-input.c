/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlistctl"

#include "enlist-ctl-input.h"

#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>

#include "enlist-ctl-code-sheet.h"
#include "enlist-ctl-key.h"
#include "enlist-ctl-output.h"
#include "enlist-ctl-wait.h"
#include "enlist-error.h"
#include "enlist-label-file.h"
#include "enlist-ndef.h"
#include "enlist-scanner-image.h"

#define CHUNK 65536
#define SVG_SCALE 8 /* pixels a module */

/* A file can have any name, but nobody calls it "enlist:..." or "https:...". */
static gboolean
is_text_of_code (const char *argument)
{
  gsize scheme = strspn (argument, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "+.-");

  if (g_file_test (argument, G_FILE_TEST_EXISTS))
    return FALSE;

  return g_ascii_strncasecmp (argument, "EN1.", 4) == 0 ||
         (scheme > 1 && g_ascii_isalpha (argument[0]) && argument[scheme] == ':' &&
          argument[scheme + 1] != '\0');
}

static GBytes *
read_stream (GInputStream *stream, const char *name, GError **error)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  g_autoptr (GError) local_error = NULL;
  gssize length;

  while ((length = g_input_stream_read (stream, chunk, CHUNK, NULL, &local_error)) > 0)
    {
      g_byte_array_append (content, chunk, length);
      if (content->len > ENLIST_SCANNER_MAX_FILE)
        {
          g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL,
                       _("%s is too large for a label or a picture of one."), name);
          return NULL;
        }
    }
  if (length < 0)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", name, local_error->message);
      return NULL;
    }

  /* Never without data, not even an empty one. */
  if (content->len == 0)
    return g_bytes_new_static ("", 0);

  return g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

/* The one place that tells a file that is not there from one that cannot be read. */
static GInputStream *
open_file (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError) local_error = NULL;
  GFileInputStream *stream = g_file_read (file, NULL, &local_error);

  if (stream == NULL)
    {
      gboolean missing = g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

      g_set_error_literal (error, ENLIST_ERROR, missing ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_STORAGE,
                           local_error->message);
    }

  return stream != NULL ? G_INPUT_STREAM (stream) : NULL;
}

GBytes *
enlist_ctl_read_file (const char *path, GError **error)
{
  g_autoptr (GInputStream) stream = open_file (path, error);
  g_autoptr (GOutputStream) content = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) local_error = NULL;

  if (stream == NULL)
    return NULL;
  if (g_output_stream_splice (content, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &local_error) < 0)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_STORAGE, "%s: %s", path, local_error->message);
      return NULL;
    }

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (content));
}

static GBytes *
read_content (const char *argument, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;

  if (g_str_equal (argument, "-"))
    {
      stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);
      return read_stream (stream, _("Standard input"), error);
    }
  if (is_text_of_code (argument))
    return g_bytes_new (argument, strlen (argument));

  stream = open_file (argument, error);

  return stream != NULL ? read_stream (stream, argument, error) : NULL;
}

static gboolean
is_picture (const char *argument, GBytes *content)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  if (size == 0 || g_str_has_suffix (argument, ENLIST_LABEL_FILE_SUFFIX))
    return FALSE;

  return !g_utf8_validate (data, size, NULL) || g_strstr_len (data, MIN (size, 1024), "<svg") != NULL;
}

/* Whether pictures in SVG can be read depends on what is installed; those that label make draws are,
 * everywhere. */
static GBytes *
draw_svg (GBytes *picture)
{
  g_autoptr (EnlistCtlCodeSheet) sheet = enlist_ctl_code_sheet_new_from_svg (picture);

  return sheet != NULL ? enlist_ctl_code_sheet_to_png (sheet, SVG_SCALE, 1, NULL) : NULL;
}

static GPtrArray *
read_codes (const char *argument, GBytes *picture, GError **error)
{
  g_auto (EnlistCtlWait) wait = { NULL };
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GBytes) pixels = draw_svg (picture);
  GPtrArray *codes;

  enlist_scanner_decode_bytes_async (pixels != NULL ? pixels : picture, NULL, enlist_ctl_wait_ready, &wait);
  found = enlist_scanner_decode_finish (enlist_ctl_wait_for (&wait), &local_error);
  if (found == NULL)
    {
      if (g_error_matches (local_error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CODE))
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, _("%s shows no code that can be read."),
                     argument);
      else if (g_error_matches (local_error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE))
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL,
                     _("%s is neither a label nor a picture of one."), argument);
      else
        g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_FAILED, "%s: %s", argument, local_error->message);
      return NULL;
    }

  codes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < found->len; i++)
    {
      gsize size;
      const char *data =
          g_bytes_get_data (enlist_scanner_code_get_payload (g_ptr_array_index (found, i)), &size);

      g_ptr_array_add (codes, g_utf8_make_valid (data, size));
    }

  return codes;
}

static GBytes *
unwrap_ndef (const char *argument, GBytes *message, GError **error)
{
  GBytes *payload = enlist_ndef_read (message, error);

  if (payload == NULL)
    g_prefix_error (error, "%s: ", argument);

  return payload;
}

GBytes *
enlist_ctl_read_ndef (const char *argument, GError **error)
{
  g_autoptr (GBytes) message = read_content (argument, error);

  return message != NULL ? unwrap_ndef (argument, message, error) : NULL;
}

GBytes *
enlist_ctl_read_argument (const char *argument, GPtrArray **codes, GError **error)
{
  g_autoptr (GBytes) content = read_content (argument, error);

  g_autoptr (GBytes) payload = NULL;

  *codes = NULL;
  if (content == NULL)
    return NULL;
  if (g_str_has_suffix (argument, ENLIST_CTL_NDEF_SUFFIX))
    return unwrap_ndef (argument, content, error);
  if (!enlist_label_file_unwrap (content, &payload, error))
    {
      g_prefix_error (error, "%s: ", argument);
      return NULL;
    }
  if (payload != NULL)
    return g_steal_pointer (&payload);
  if (is_picture (argument, content))
    {
      *codes = read_codes (argument, content, error);
      if (*codes == NULL)
        return NULL;
    }

  return g_steal_pointer (&content);
}

GPtrArray *
enlist_ctl_split_lines (GBytes *content)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  gsize size;
  const char *data = g_bytes_get_data (content, &size);
  g_autofree char *text = g_utf8_make_valid (data, size);
  g_auto (GStrv) parts = g_strsplit_set (text, "\r\n", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*g_strstrip (parts[i]) != '\0')
        g_ptr_array_add (lines, g_strdup (parts[i]));
    }

  return lines;
}

static EnlistPublisher *
publisher_from_json (const char *argument, GBytes *content, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (content, &size);

  if (g_strstr_len (data, size, "\"enlist-publisher-key\"") != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (argument);
      g_autoptr (EnlistPublisherKey) key = enlist_publisher_key_load (file, error);

      return key != NULL ? enlist_publisher_key_dup_publisher (key) : NULL;
    }

  return enlist_publisher_new_from_json (data, size, ENLIST_PUBLISHER_CARD, error);
}

static EnlistPublisher *
publisher_from_token (const char *uri, GError **error)
{
  g_autoptr (EnlistPublisherKey) key = enlist_ctl_load_key (uri, NULL, error);

  return key != NULL ? enlist_publisher_key_dup_publisher (key) : NULL;
}

EnlistPublisher *
enlist_ctl_read_publisher (const char *argument, GError **error)
{
  g_autoptr (GPtrArray) codes = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GBytes) content = NULL;
  const char *data;
  gsize size;

  if (enlist_ctl_is_token_key (argument))
    return publisher_from_token (argument, error);
  content = enlist_ctl_read_argument (argument, &codes, error);
  if (content == NULL)
    return NULL;
  data = g_bytes_get_data (content, &size);
  if (codes == NULL && g_strstr_len (data, size, "\"enlist-publisher") != NULL)
    return publisher_from_json (argument, content, error);

  lines = codes != NULL ? g_ptr_array_ref (codes) : enlist_ctl_split_lines (content);
  for (guint i = 0; i < lines->len; i++)
    {
      g_autoptr (GError) local_error = NULL;
      EnlistPublisher *publisher =
          enlist_publisher_new_from_card (g_ptr_array_index (lines, i), &local_error);

      if (publisher != NULL)
        return publisher;
      if (!g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
               _("%s holds no publisher card: the text of one begins with ENP1:."), argument);

  return NULL;
}

JsonNode *
enlist_ctl_read_json (const char *path, GError **error)
{
  g_autoptr (GBytes) content = read_content (path, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  const char *data;
  gsize size;

  if (content == NULL)
    return NULL;
  data = g_bytes_get_data (content, &size);
  if (!json_parser_load_from_data (parser, data, size, &local_error) ||
      json_parser_get_root (parser) == NULL)
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, _("%s is not JSON: %s"), path,
                   local_error != NULL ? local_error->message : _("it is empty"));
      return NULL;
    }

  return json_parser_steal_root (parser);
}

JsonNode *
enlist_ctl_read_source (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  JsonNode *source = enlist_ctl_read_json (path, &local_error);

  if (source == NULL)
    {
      if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_USAGE))
        local_error->code = ENLIST_ERROR_SOURCE;
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return source;
}

EnlistPublishers *
enlist_ctl_load_publishers (GError **error)
{
  g_autoptr (EnlistPublishers) publishers = enlist_publishers_new (NULL, NULL);
  g_auto (EnlistCtlWait) wait = { NULL };
  const char *const *problems;

  enlist_publishers_load_async (publishers, NULL, enlist_ctl_wait_ready, &wait);
  if (!enlist_publishers_load_finish (publishers, enlist_ctl_wait_for (&wait), error))
    return NULL;
  problems = enlist_publishers_get_problems (publishers);
  for (guint i = 0; problems[i] != NULL; i++)
    enlist_ctl_say (_("enlistctl: left out: %s"), problems[i]);

  return g_steal_pointer (&publishers);
}

gboolean
enlist_ctl_verify_label (EnlistLabel       *label,
                         EnlistPublishers  *publishers,
                         EnlistPublisher  **publisher,
                         GError           **error)
{
  g_autoptr (GError) local_error = NULL;

  if (enlist_label_verify (label, publishers, publisher, &local_error))
    return TRUE;
  if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_UNKNOWN_PUBLISHER,
                 _("The label is signed with the key %s, which is no trusted publisher’s. “enlistctl "
                    "publishers add” adds one."),
                 enlist_label_get_key_id (label));
  else if (g_error_matches (local_error, ENLIST_ERROR, ENLIST_ERROR_BAD_SIGNATURE))
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_BAD_SIGNATURE,
                 _("The label claims to be of %s (%s), whose key did not sign it like this."),
                 enlist_publisher_get_name (
                     enlist_publishers_lookup_hex (publishers, enlist_label_get_key_id (label))),
                 enlist_label_get_key_id (label));
  else
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}
