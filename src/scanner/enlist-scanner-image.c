/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "enlist-scanner-code-private.h"
#include "enlist-scanner-decoder-private.h"
#include "enlist-scanner-gray-private.h"

/* No phone takes larger photos; larger pictures would fill the memory. */
#define MAX_PIXELS (128 * 1000 * 1000)
/* A code whose modules are smaller than a pixel at this size is lost anyway. */
#define MAX_SIDE 4096
/* Smaller pictures are screenshots of single codes with too few pixels a module for libzbar. */
#define MIN_SIDE 640

typedef struct {
  GFile *file;
  GBytes *bytes;
} Request;

typedef struct {
  const EnlistScannerGray *picture;
  const EnlistScannerGray *scaled;
  gboolean turned;
} Mapping;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_clear_object (&request->file);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_free (request);
}

static gboolean
set_not_an_image (GError    **error,
                  const char *why)
{
  g_set_error (error, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NOT_AN_IMAGE, "Not a picture: %s", why);
  return FALSE;
}

static GBytes *
read_file (GFile        *file,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  guint8 buffer[65536];
  gssize n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), buffer, sizeof buffer, cancellable, error)) > 0)
    {
      if (content->len + (gsize) n > ENLIST_SCANNER_MAX_FILE)
        {
          set_not_an_image (error, "the file is too large");
          return NULL;
        }
      g_byte_array_append (content, buffer, (guint) n);
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&content));
}

static void
on_size_prepared (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  gboolean *too_large = user_data;
  int side = MAX (width, height);

  if ((gint64) width * height > MAX_PIXELS)
    {
      *too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
    }
  else if (side > MAX_SIDE)
    gdk_pixbuf_loader_set_size (loader,
                                MAX (1, (int) ((gint64) width * MAX_SIDE / side)),
                                MAX (1, (int) ((gint64) height * MAX_SIDE / side)));
}

static EnlistScannerGray *
load_picture (GBytes  *bytes,
              GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GdkPixbuf) upright = NULL;
  g_autoptr (GError) reason = NULL;
  gboolean too_large = FALSE;
  gboolean loaded;
  GdkPixbuf *pixbuf;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &too_large);
  /* The loader takes no empty write. */
  loaded = g_bytes_get_size (bytes) > 0 && gdk_pixbuf_loader_write_bytes (loader, bytes, &reason);
  if (!gdk_pixbuf_loader_close (loader, loaded ? &reason : NULL))
    loaded = FALSE;
  pixbuf = loaded ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (pixbuf == NULL)
    {
      set_not_an_image (error, too_large ? "too many pixels" : reason != NULL ? reason->message : "empty");
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  return enlist_scanner_gray_new_from_rgb (gdk_pixbuf_read_pixels (upright), gdk_pixbuf_get_width (upright),
                                           gdk_pixbuf_get_height (upright),
                                           (gsize) gdk_pixbuf_get_rowstride (upright),
                                           gdk_pixbuf_get_has_alpha (upright));
}

static void
map_point (EnlistScannerPoint *point,
           gpointer            user_data)
{
  const Mapping *mapping = user_data;

  if (mapping->turned)
    enlist_scanner_gray_turn_back (mapping->scaled, &point->x, &point->y);
  point->x = (int) ((gint64) point->x * mapping->picture->width / mapping->scaled->width);
  point->y = (int) ((gint64) point->y * mapping->picture->height / mapping->scaled->height);
}

static void
add_new_codes (GPtrArray *found,
               GPtrArray *codes)
{
  for (guint i = 0; i < codes->len; i++)
    {
      EnlistScannerCode *code = g_ptr_array_index (codes, i);

      if (!g_ptr_array_find_with_equal_func (found, code, enlist_scanner_code_equal, NULL))
        g_ptr_array_add (found, enlist_scanner_code_ref (code));
    }
}

/* One try at one size, as it is and inverted or turned. */
static void
try_size (EnlistScannerDecoder    *decoder,
          const EnlistScannerGray *picture,
          int                      side,
          gboolean                 turned,
          gboolean                 inverted,
          GPtrArray               *found)
{
  int longest = MAX (picture->width, picture->height);
  g_autoptr (EnlistScannerGray) scaled =
    enlist_scanner_gray_scale (picture, MAX (1, (int) ((gint64) picture->width * side / longest)),
                               MAX (1, (int) ((gint64) picture->height * side / longest)));
  g_autoptr (EnlistScannerGray) other = turned ? enlist_scanner_gray_turn (scaled) : NULL;
  EnlistScannerGray *tried = turned ? other : scaled;
  Mapping mapping = { picture, scaled, turned };
  g_autoptr (GPtrArray) codes = NULL;

  if (inverted)
    enlist_scanner_gray_invert (tried);
  codes =
      enlist_scanner_decoder_decode (decoder, tried, picture->width, picture->height, map_point, &mapping);
  add_new_codes (found, codes);
}

/* Sizes of the longer side to try, the largest first; 0 ends. */
static void
choose_sides (const EnlistScannerGray *picture,
              int                      sides[5])
{
  int longest = MAX (picture->width, picture->height);
  int n = 0;

  if (longest < MIN_SIDE)
    sides[n++] = longest * ((MIN_SIDE + longest - 1) / longest);
  sides[n++] = longest;
  for (int side = 2048; side >= 512 && n < 4; side = side * 5 / 8)
    if (side < longest * 3 / 4)
      sides[n++] = side;
  sides[n] = 0;
}

static GPtrArray *
decode_picture (const EnlistScannerGray *picture,
                GCancellable            *cancellable)
{
  static const struct
  {
    gboolean turned;
    gboolean inverted;
  } ways[] = { { FALSE, FALSE }, { FALSE, TRUE }, { TRUE, FALSE }, { TRUE, TRUE } };
  g_autoptr (EnlistScannerDecoder) decoder = enlist_scanner_decoder_new ();
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
  int sides[5];

  enlist_scanner_decoder_set_linear_codes (decoder, TRUE);
  choose_sides (picture, sides);
  /* One size may read what another loses, so each way is tried at all sizes before the result counts. */
  for (guint way = 0; way < G_N_ELEMENTS (ways) && found->len == 0; way++)
    for (const int *side = sides; *side != 0 && !g_cancellable_is_cancelled (cancellable); side++)
      try_size (decoder, picture, *side, ways[way].turned, ways[way].inverted, found);
  return g_steal_pointer (&found);
}

static void
decode_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Request *request = task_data;
  g_autoptr (EnlistScannerGray) picture = NULL;
  g_autoptr (GPtrArray) codes = NULL;
  GError *error = NULL;

  if (request->bytes == NULL)
    request->bytes = read_file (request->file, cancellable, &error);
  if (request->bytes != NULL)
    picture = load_picture (request->bytes, &error);
  if (picture == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  codes = decode_picture (picture, cancellable);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (codes->len == 0)
    g_task_return_new_error (task, ENLIST_SCANNER_ERROR, ENLIST_SCANNER_ERROR_NO_CODE,
                             "No code found in a picture of %d x %d pixels", picture->width, picture->height);
  else
    g_task_return_pointer (task, g_steal_pointer (&codes), (GDestroyNotify) g_ptr_array_unref);
}

static void
decode_async (GFile              *file,
              GBytes             *bytes,
              GCancellable       *cancellable,
              GAsyncReadyCallback callback,
              gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->file = file != NULL ? g_object_ref (file) : NULL;
  request->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  g_task_set_source_tag (task, decode_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, decode_thread);
}

void
enlist_scanner_decode_file_async (GFile              *file,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  g_return_if_fail (G_IS_FILE (file));

  decode_async (file, NULL, cancellable, callback, user_data);
}

void
enlist_scanner_decode_bytes_async (GBytes             *bytes,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (bytes != NULL);

  decode_async (NULL, bytes, cancellable, callback, user_data);
}

GPtrArray *
enlist_scanner_decode_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, decode_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
