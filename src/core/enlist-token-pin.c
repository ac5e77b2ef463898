/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-token-pin"

#include "enlist-token-pin-private.h"

#include <string.h>

#include <sodium.h>

#include "enlist-error.h"

#define MAX_PIN 255 /* bytes */

/* RFC 7512, section 2.4: a path, a file: URI, or a program behind a bar, which is not run here. */
static char *
read_source (const char *source, GError **error)
{
  gboolean is_uri = g_ascii_strncasecmp (source, "file:", 5) == 0;
  g_autofree char *path = is_uri ? g_filename_from_uri (source, NULL, NULL) : g_strdup (source);
  g_autoptr (GError) local_error = NULL;
  char *content;

  if (path == NULL || *path == '|')
    {
      g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE,
                   "The source of the PIN is no local file (file:/path): %s", source);
      return NULL;
    }
  if (!g_file_get_contents (path, &content, NULL, &local_error))
    {
      gboolean missing = g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error, ENLIST_ERROR, missing ? ENLIST_ERROR_NOT_FOUND : ENLIST_ERROR_STORAGE,
                   "The source of the PIN: %s", local_error->message);
      return NULL;
    }
  content[strcspn (content, "\r\n")] = '\0';

  return content;
}

static char *
get_pin (P11KitUri *uri, const char *token, EnlistPinFunc ask_pin, gpointer user_data, GError **error)
{
  if (p11_kit_uri_get_pin_value (uri) != NULL)
    return g_strdup (p11_kit_uri_get_pin_value (uri));
  if (p11_kit_uri_get_pin_source (uri) != NULL)
    return read_source (p11_kit_uri_get_pin_source (uri), error);
  if (ask_pin != NULL)
    return ask_pin (token, user_data, error);
  g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_REFUSED, "The token “%s” wants its PIN", token);

  return NULL;
}

char *
enlist_token_pin_obtain (P11KitUri      *uri,
                         const char     *token,
                         EnlistPinFunc   ask_pin,
                         gpointer        user_data,
                         GError        **error)
{
  char *pin = get_pin (uri, token, ask_pin, user_data, error);
  char *guarded = NULL;
  gsize size;

  if (pin == NULL)
    return NULL;
  size = strlen (pin);
  if (size > MAX_PIN)
    g_set_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE, "A PIN has at most %d bytes", MAX_PIN);
  else
    {
      guarded = sodium_malloc (size + 1);
      if (guarded == NULL)
        g_error ("There is no guarded memory for a PIN");
      memcpy (guarded, pin, size + 1);
    }
  sodium_memzero (pin, size);
  g_free (pin);

  return guarded;
}
