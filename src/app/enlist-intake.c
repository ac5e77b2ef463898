/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-intake"

#include "enlist-intake.h"

#include <string.h>

#include <glib/gi18n.h>

#include "enlist-catalog-key.h"
#include "enlist-error.h"
#include "enlist-label-collector.h"
#include "enlist-label-file.h"
#include "enlist-number-lookup.h"
#include "enlist-scanner-image.h"

#define MAX_FILE ENLIST_SCANNER_MAX_FILE
#define CHUNK (64 * 1024)
#define NUMBER_DELAY 800 /* milliseconds: a camera that sees a bar code may see the label a moment later */
#define NOT_TEXT N_("This code does not hold text. Scan the code of the label on the device.")

enum {
  PROP_0,
  PROP_HAVE,
  PROP_TOTAL,
  PROP_BUSY,
  N_PROPERTIES,
};

enum {
  LABEL,
  PUBLISHER,
  PROBLEM,
  N_SIGNALS,
};

struct _EnlistIntake {
  GObject parent_instance;

  EnlistLabelCollector *collector;
  EnlistNumberLookup *lookup; /* (nullable) */
  GCancellable *cancellable;
  guint have;
  guint total;
  guint n_pending;
};

static GParamSpec *properties[N_PROPERTIES];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EnlistIntake, enlist_intake, G_TYPE_OBJECT)

static void
set_progress (EnlistIntake *self,
              guint         have,
              guint         total)
{
  if (self->have == have && self->total == total)
    return;

  self->have = have;
  self->total = total;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAVE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
}

static void
change_pending (EnlistIntake *self,
                int           change)
{
  self->n_pending += change;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
report_problem (EnlistIntake *self,
                const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_info ("not taken: %s", error->message);
  g_signal_emit (self, signals[PROBLEM], 0, error);
}

static gboolean
is_card (const char *text)
{
  return g_ascii_strncasecmp (text, "ENP1:", 5) == 0;
}

static void
take_card (EnlistIntake *self,
           const char   *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistPublisher) publisher = NULL;

  if (*text == '{')
    publisher = enlist_publisher_new_from_json (text, -1, ENLIST_PUBLISHER_CARD, &error);
  else
    publisher = enlist_publisher_new_from_card (text, &error);
  if (publisher != NULL)
    g_signal_emit (self, signals[PUBLISHER], 0, publisher);
  else
    report_problem (self, error);
}

/* Whether the text, which was refused with @error, may be in a catalog. */
static gboolean
is_number (EnlistIntake *self,
           const char   *text,
           const GError *error)
{
  return self->lookup != NULL && g_error_matches (error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL) &&
         enlist_catalog_key_is_plausible (text);
}

/* Answers FALSE when the text was not a label's, with the reason. */
static gboolean
collect (EnlistIntake *self,
         const char   *text,
         GError      **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (EnlistLabel) label = enlist_label_collector_add (self->collector, text, &local_error);
  guint have, total;

  enlist_label_collector_get_progress (self->collector, &have, &total);
  set_progress (self, have, total);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (self->lookup != NULL)
    enlist_number_lookup_cancel (self->lookup);
  if (label != NULL)
    {
      enlist_intake_reset (self);
      g_signal_emit (self, signals[LABEL], 0, label);
    }
  return TRUE;
}

static char *
dup_text (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = NULL;

  if (size == 0 || !g_utf8_validate (data, (gssize) size, NULL))
    return NULL;

  text = g_strndup (data, size);
  return g_strdup (g_strstrip (text));
}

static gboolean
is_picture (GBytes *bytes)
{
  static const struct {
    const char *magic;
    gsize size;
  } kinds[] = { { "\x89PNG", 4 }, { "\xff\xd8\xff", 3 }, { "GIF8", 4 }, { "BM", 2 }, { "RIFF", 4 },
                { "II*\0", 4 }, { "MM\0*", 4 } };
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (size > kinds[i].size && memcmp (data, kinds[i].magic, kinds[i].size) == 0)
      return TRUE;
  return FALSE;
}

/* A picture may show several labels' codes and others beside them: it is a problem only when nothing in it
   is ours. */
static void
take_codes (EnlistIntake *self,
            GPtrArray    *codes)
{
  g_autoptr (GError) first_error = NULL;
  gboolean taken = FALSE;
  gboolean looked_up = FALSE;

  for (guint i = 0; i < codes->len; i++)
    {
      g_autofree char *text = dup_text (enlist_scanner_code_get_payload (g_ptr_array_index (codes, i)));
      g_autoptr (GError) error = NULL;

      if (text != NULL && is_card (text))
        {
          if (self->lookup != NULL)
            enlist_number_lookup_cancel (self->lookup);
          take_card (self, text);
          return;
        }
      if (text == NULL)
        g_set_error_literal (&error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, _(NOT_TEXT));
      if (text != NULL && collect (self, text, &error))
        taken = TRUE;
      else if (!taken && text != NULL && is_number (self, text, error))
        {
          enlist_number_lookup_add (self->lookup, text, 0);
          looked_up = TRUE;
        }
      else if (first_error == NULL)
        first_error = g_steal_pointer (&error);
    }

  if (!taken && !looked_up && first_error != NULL)
    {
      report_problem (self, first_error);
    }
  else if (taken && self->total > 0)
    {
      g_autoptr (GError) missing = enlist_label_collector_get_missing (self->collector);

      if (missing != NULL)
        report_problem (self, missing);
    }
}

static void
on_decode_ready (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (EnlistIntake) self = ENLIST_INTAKE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) codes = enlist_scanner_decode_finish (result, &error);

  change_pending (self, -1);
  if (codes != NULL)
    take_codes (self, codes);
  else
    report_problem (self, error);
}

typedef struct {
  EnlistIntake *intake; /* owned */
  GByteArray *content;
} Reading;

static void
reading_free (Reading *reading)
{
  change_pending (reading->intake, -1);
  g_byte_array_unref (reading->content);
  g_object_unref (reading->intake);
  g_free (reading);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_free)

static void
on_chunk_ready (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (Reading) reading = user_data;
  GInputStream *stream = G_INPUT_STREAM (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) chunk = g_input_stream_read_bytes_finish (stream, result, &error);

  if (chunk == NULL)
    {
      report_problem (reading->intake, error);
      return;
    }
  if (g_bytes_get_size (chunk) == 0)
    {
      g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&reading->content));

      reading->content = g_byte_array_new ();
      enlist_intake_add_bytes (reading->intake, bytes);
      return;
    }

  g_byte_array_append (reading->content, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
  if (reading->content->len > MAX_FILE)
    {
      g_set_error_literal (&error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL,
                           _("This file is too large to be a picture or a label."));
      report_problem (reading->intake, error);
      return;
    }
  g_input_stream_read_bytes_async (stream, CHUNK, G_PRIORITY_DEFAULT, reading->intake->cancellable,
                                   on_chunk_ready, reading);
  (void) g_steal_pointer (&reading);
}

static void
on_file_ready (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Reading) reading = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read_finish (G_FILE (source), result, &error);

  if (stream == NULL)
    {
      report_problem (reading->intake, error);
      return;
    }
  g_input_stream_read_bytes_async (G_INPUT_STREAM (stream), CHUNK, G_PRIORITY_DEFAULT,
                                   reading->intake->cancellable, on_chunk_ready, reading);
  (void) g_steal_pointer (&reading);
}

static void
on_clipboard_texture_ready (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr (EnlistIntake) self = ENLIST_INTAKE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);

  if (texture != NULL)
    enlist_intake_add_texture (self, texture);
  else
    report_problem (self, error);
}

static void
on_clipboard_value_ready (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  g_autoptr (EnlistIntake) self = ENLIST_INTAKE (user_data);
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    enlist_intake_add_value (self, value);
  else
    report_problem (self, error);
}

static gboolean
is_looking_up (EnlistIntake *self)
{
  gboolean busy = FALSE;

  if (self->lookup != NULL)
    g_object_get (self->lookup, "busy", &busy, NULL);
  return busy;
}

static void
on_lookup_found (EnlistIntake *self,
                 EnlistLabel  *label)
{
  enlist_intake_reset (self);
  g_signal_emit (self, signals[LABEL], 0, label);
}

static void
on_lookup_busy_changed (EnlistIntake *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
enlist_intake_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  EnlistIntake *self = ENLIST_INTAKE (object);

  switch (property_id)
    {
    case PROP_HAVE:
      g_value_set_uint (value, self->have);
      break;

    case PROP_TOTAL:
      g_value_set_uint (value, self->total);
      break;

    case PROP_BUSY:
      g_value_set_boolean (value, self->n_pending > 0 || is_looking_up (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
enlist_intake_dispose (GObject *object)
{
  EnlistIntake *self = ENLIST_INTAKE (object);

  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (enlist_intake_parent_class)->dispose (object);
}

static void
enlist_intake_finalize (GObject *object)
{
  EnlistIntake *self = ENLIST_INTAKE (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->collector);
  g_clear_object (&self->lookup);

  G_OBJECT_CLASS (enlist_intake_parent_class)->finalize (object);
}

static void
enlist_intake_class_init (EnlistIntakeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = enlist_intake_get_property;
  object_class->dispose = enlist_intake_dispose;
  object_class->finalize = enlist_intake_finalize;

  properties[PROP_HAVE] = g_param_spec_uint ("have", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  signals[LABEL] = g_signal_new ("label", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, ENLIST_TYPE_LABEL);
  signals[PUBLISHER] = g_signal_new ("publisher", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 1, ENLIST_TYPE_PUBLISHER);
  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
enlist_intake_init (EnlistIntake *self)
{
  self->collector = enlist_label_collector_new ();
  self->cancellable = g_cancellable_new ();
}

EnlistIntake *
enlist_intake_new (void)
{
  return g_object_new (ENLIST_TYPE_INTAKE, NULL);
}

void
enlist_intake_set_catalogs (EnlistIntake   *self,
                            EnlistCatalogs *catalogs)
{
  g_return_if_fail (ENLIST_IS_INTAKE (self));

  g_clear_object (&self->lookup);
  self->lookup = enlist_number_lookup_new (catalogs);
  g_signal_connect_object (self->lookup, "found", G_CALLBACK (on_lookup_found), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lookup, "problem", G_CALLBACK (report_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lookup, "notify::busy", G_CALLBACK (on_lookup_busy_changed), self,
                           G_CONNECT_SWAPPED);
}

void
enlist_intake_add_text (EnlistIntake *self,
                        const char   *text)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  bytes = g_bytes_new (text, strlen (text));
  enlist_intake_add_bytes (self, bytes);
}

void
enlist_intake_add_code (EnlistIntake *self,
                        GBytes       *payload)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  text = dup_text (payload);
  if (text == NULL)
    g_set_error_literal (&error, ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL, _(NOT_TEXT));
  else if (is_card (text))
    take_card (self, text);
  else if (!collect (self, text, &error) && is_number (self, text, error))
    {
      /* Beside the codes of a label, bar codes do not count. */
      if (self->total == 0)
        enlist_number_lookup_add (self->lookup, text, NUMBER_DELAY);
      return;
    }
  if (error != NULL)
    report_problem (self, error);
}

void
enlist_intake_add_bytes (EnlistIntake *self,
                         GBytes       *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (EnlistLabel) label = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  if (is_picture (bytes))
    {
      change_pending (self, 1);
      enlist_scanner_decode_bytes_async (bytes, self->cancellable, on_decode_ready, g_object_ref (self));
      return;
    }

  if (!enlist_label_file_unwrap (bytes, &payload, &error))
    {
      report_problem (self, error);
      return;
    }
  if (payload == NULL)
    text = dup_text (bytes);
  if (text != NULL && (is_card (text) || *text == '{'))
    {
      take_card (self, text);
      return;
    }
  /* A single code of several goes to those that the camera has read. */
  if (text != NULL && strchr (text, '\n') == NULL)
    {
      if (!collect (self, text, &error) && is_number (self, text, error))
        enlist_number_lookup_add (self->lookup, text, 0);
      else if (error != NULL)
        report_problem (self, error);
      return;
    }

  label = enlist_label_load_bytes (bytes, &error);
  if (label != NULL)
    g_signal_emit (self, signals[LABEL], 0, label);
  else
    report_problem (self, error);
}

void
enlist_intake_add_file (EnlistIntake *self,
                        GFile        *file)
{
  Reading *reading;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  if (g_file_has_uri_scheme (file, "enlist"))
    {
      g_autofree char *uri = g_file_get_uri (file);

      enlist_intake_add_text (self, uri);
      return;
    }

  reading = g_new0 (Reading, 1);
  reading->intake = g_object_ref (self);
  reading->content = g_byte_array_new ();
  change_pending (self, 1);
  g_file_read_async (file, G_PRIORITY_DEFAULT, self->cancellable, on_file_ready, reading);
}

void
enlist_intake_add_texture (EnlistIntake *self,
                           GdkTexture   *texture)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  bytes = gdk_texture_save_to_png_bytes (texture);
  enlist_intake_add_bytes (self, bytes);
}

void
enlist_intake_paste (EnlistIntake *self,
                     GdkClipboard *clipboard)
{
  GdkContentFormats *formats;

  g_return_if_fail (ENLIST_IS_INTAKE (self));

  formats = gdk_clipboard_get_formats (clipboard);
  if (gdk_content_formats_contain_gtype (formats, G_TYPE_FILE))
    {
      gdk_clipboard_read_value_async (clipboard, G_TYPE_FILE, G_PRIORITY_DEFAULT, self->cancellable,
                                      on_clipboard_value_ready, g_object_ref (self));
    }
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    {
      gdk_clipboard_read_texture_async (clipboard, self->cancellable, on_clipboard_texture_ready,
                                        g_object_ref (self));
    }
  else if (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    {
      gdk_clipboard_read_value_async (clipboard, G_TYPE_STRING, G_PRIORITY_DEFAULT, self->cancellable,
                                      on_clipboard_value_ready, g_object_ref (self));
    }
  else
    {
      g_autoptr (GError) error = g_error_new_literal (ENLIST_ERROR, ENLIST_ERROR_NOT_A_LABEL,
                                                      _("Copy a picture or the text of a label first."));

      report_problem (self, error);
    }
}

gboolean
enlist_intake_add_value (EnlistIntake *self,
                         const GValue *value)
{
  g_return_val_if_fail (ENLIST_IS_INTAKE (self), FALSE);

  if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE) && g_value_get_object (value) != NULL)
    enlist_intake_add_texture (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE) && g_value_get_object (value) != NULL)
    enlist_intake_add_file (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, G_TYPE_STRING) && g_value_get_string (value) != NULL)
    enlist_intake_add_text (self, g_value_get_string (value));
  else
    return FALSE;
  return TRUE;
}

void
enlist_intake_reset (EnlistIntake *self)
{
  g_return_if_fail (ENLIST_IS_INTAKE (self));

  enlist_label_collector_reset (self->collector);
  if (self->lookup != NULL)
    enlist_number_lookup_cancel (self->lookup);
  set_progress (self, 0, 0);
}
