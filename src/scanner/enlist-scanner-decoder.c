/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-decoder-private.h"

#include <string.h>

#include <zbar.h>

#include "enlist-scanner-code-private.h"

struct _EnlistScannerDecoder
{
  zbar_image_scanner_t *scanner;
};

static const struct
{
  zbar_symbol_type_t type;
  EnlistSymbology symbology;
} linear_symbologies[] = {
  { ZBAR_CODE128, ENLIST_SYMBOLOGY_CODE128 },
  { ZBAR_EAN13, ENLIST_SYMBOLOGY_EAN13 },
  { ZBAR_EAN8, ENLIST_SYMBOLOGY_EAN8 },
};

EnlistScannerDecoder *
enlist_scanner_decoder_new (void)
{
  EnlistScannerDecoder *self = g_new0 (EnlistScannerDecoder, 1);

  self->scanner = zbar_image_scanner_create ();
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  /* Without this libzbar guesses an encoding and converts the payload to UTF-8. */
  zbar_image_scanner_set_config (self->scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  /* Every line counts: looking at every other one loses turned codes. */
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 1);
  zbar_image_scanner_set_config (self->scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 1);
  return self;
}

void
enlist_scanner_decoder_free (EnlistScannerDecoder *self)
{
  zbar_image_scanner_destroy (self->scanner);
  g_free (self);
}

void
enlist_scanner_decoder_set_linear_codes (EnlistScannerDecoder *self,
                                         gboolean              linear_codes)
{
  for (guint i = 0; i < G_N_ELEMENTS (linear_symbologies); i++)
    zbar_image_scanner_set_config (self->scanner, linear_symbologies[i].type, ZBAR_CFG_ENABLE,
                                   linear_codes ? 1 : 0);
}

static gboolean
find_symbology (zbar_symbol_type_t type,
                EnlistSymbology   *symbology)
{
  if (type == ZBAR_QRCODE)
    {
      *symbology = ENLIST_SYMBOLOGY_QR;
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (linear_symbologies); i++)
    if (linear_symbologies[i].type == type)
      {
        *symbology = linear_symbologies[i].symbology;
        return TRUE;
      }
  return FALSE;
}

/* libzbar leaves the function character out that marks GS1-128; its symbology identifier says the same. */
static GBytes *
make_payload (const zbar_symbol_t *symbol)
{
  GByteArray *payload = g_byte_array_new ();

  if (zbar_symbol_get_type (symbol) == ZBAR_CODE128 &&
      (zbar_symbol_get_modifiers (symbol) & (1u << ZBAR_MOD_GS1)) != 0)
    g_byte_array_append (payload, (const guint8 *) ENLIST_SCANNER_GS1_PREFIX,
                         strlen (ENLIST_SCANNER_GS1_PREFIX));
  g_byte_array_append (payload, (const guint8 *) zbar_symbol_get_data (symbol),
                       zbar_symbol_get_data_length (symbol));

  return g_byte_array_free_to_bytes (payload);
}

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  const EnlistScannerPoint *first = a;
  const EnlistScannerPoint *second = b;

  return first->x != second->x ? first->x - second->x : first->y - second->y;
}

/* Whether the way from a over b to c bends to the right, or does not bend. */
static gboolean
is_inside (const EnlistScannerPoint *a,
           const EnlistScannerPoint *b,
           const EnlistScannerPoint *c)
{
  return (gint64) (b->x - a->x) * (c->y - a->y) <= (gint64) (b->y - a->y) * (c->x - a->x);
}

static void
add_to_chain (GArray             *hull,
              guint               begin,
              EnlistScannerPoint *point)
{
  EnlistScannerPoint *points = (EnlistScannerPoint *) (gpointer) hull->data;

  while (hull->len >= begin + 2 && is_inside (&points[hull->len - 2], &points[hull->len - 1], point))
    g_array_set_size (hull, hull->len - 1);
  g_array_append_val (hull, *point);
}

/* For a bar code libzbar gives both ends of every line that it has read; this is their convex hull. */
static GArray *
make_hull (GArray *points)
{
  GArray *hull = g_array_new (FALSE, FALSE, sizeof (EnlistScannerPoint));
  guint begin;

  g_array_sort (points, compare_points);
  for (guint i = 0; i < points->len; i++)
    add_to_chain (hull, 0, &g_array_index (points, EnlistScannerPoint, i));
  begin = hull->len - 1;
  for (guint i = points->len; i-- > 0;)
    add_to_chain (hull, begin, &g_array_index (points, EnlistScannerPoint, i));
  if (hull->len > 1)
    g_array_set_size (hull, hull->len - 1);
  g_array_unref (points);

  return hull;
}

static GArray *
make_outline (const zbar_symbol_t    *symbol,
              EnlistScannerDecoderMap map,
              gpointer                user_data)
{
  GArray *outline = g_array_new (FALSE, FALSE, sizeof (EnlistScannerPoint));

  for (unsigned i = 0; i < zbar_symbol_get_loc_size (symbol); i++)
    {
      EnlistScannerPoint point = { zbar_symbol_get_loc_x (symbol, i), zbar_symbol_get_loc_y (symbol, i) };

      if (map != NULL)
        map (&point, user_data);
      g_array_append_val (outline, point);
    }
  if (zbar_symbol_get_type (symbol) == ZBAR_QRCODE || outline->len == 0)
    return outline;
  return make_hull (outline);
}

GPtrArray *
enlist_scanner_decoder_decode (EnlistScannerDecoder    *self,
                               const EnlistScannerGray *gray,
                               int                      width,
                               int                      height,
                               EnlistScannerDecoderMap  map,
                               gpointer                 user_data)
{
  GPtrArray *codes = g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
  zbar_image_t *image = zbar_image_create ();

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) gray->width, (unsigned) gray->height);
  zbar_image_set_data (image, gray->data, (unsigned long) gray->width * (unsigned long) gray->height, NULL);
  zbar_scan_image (self->scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    {
      g_autoptr (GBytes) payload = NULL;
      EnlistSymbology symbology;

      if (!find_symbology (zbar_symbol_get_type (symbol), &symbology))
        continue;
      payload = make_payload (symbol);
      g_ptr_array_add (codes, enlist_scanner_code_new (payload, symbology,
                                                       make_outline (symbol, map, user_data), width, height));
    }
  zbar_image_destroy (image);
  return codes;
}
