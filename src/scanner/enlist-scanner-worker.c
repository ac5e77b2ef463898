/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "enlist-scanner-worker-private.h"

#include <gst/video/video.h>
#include <math.h>

#include "enlist-scanner-decoder-private.h"
#include "enlist-scanner-seen-private.h"

/* More than 720p costs time and finds nothing more. */
#define MAX_PIXELS (1280 * 720)

struct _EnlistScannerWorker
{
  GMainContext *context;
  EnlistScannerWorkerFunc func;
  gpointer user_data;

  GMutex lock;
  GCond wake;
  gboolean stopped;
  gboolean linear_codes;
  gboolean notifying;
  GstSample *newest;
  gboolean newest_shown;
  gboolean newest_decoded;
  EnlistScannerSeen *seen;
  GPtrArray *codes;
  GPtrArray *fresh;
  guint64 received;
  guint64 decoded;
};

static GPtrArray *
new_codes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) enlist_scanner_code_unref);
}

static void
worker_clear (gpointer data)
{
  EnlistScannerWorker *self = data;

  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_clear_pointer (&self->newest, gst_sample_unref);
  enlist_scanner_seen_free (self->seen);
  g_clear_pointer (&self->codes, g_ptr_array_unref);
  g_ptr_array_unref (self->fresh);
}

EnlistScannerWorker *
enlist_scanner_worker_ref (EnlistScannerWorker *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
enlist_scanner_worker_unref (EnlistScannerWorker *self)
{
  g_atomic_rc_box_release_full (self, worker_clear);
}

static gboolean
on_notify (gpointer user_data)
{
  EnlistScannerWorker *self = user_data;
  gboolean stopped;

  g_mutex_lock (&self->lock);
  self->notifying = FALSE;
  stopped = self->stopped;
  g_mutex_unlock (&self->lock);
  if (!stopped)
    self->func (self, self->user_data);
  return G_SOURCE_REMOVE;
}

/* With the lock held. However slow the main context is, one call at most waits for it. */
static void
notify (EnlistScannerWorker *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->notifying || self->stopped)
    return;
  self->notifying = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_notify, enlist_scanner_worker_ref (self),
                         (GDestroyNotify) enlist_scanner_worker_unref);
  g_source_attach (source, self->context);
}

static void
map_point (EnlistScannerPoint *point,
           gpointer            user_data)
{
  const int *sizes = user_data;

  point->x = point->x * sizes[0] / sizes[2];
  point->y = point->y * sizes[1] / sizes[3];
}

static GPtrArray *
decode_gray (EnlistScannerDecoder *decoder,
             EnlistScannerGray    *gray)
{
  double shrink = sqrt ((double) MAX_PIXELS / ((double) gray->width * gray->height));
  int sizes[4] = { gray->width, gray->height, gray->width, gray->height };
  g_autoptr (EnlistScannerGray) scaled = NULL;

  if (shrink >= 1)
    return enlist_scanner_decoder_decode (decoder, gray, gray->width, gray->height, NULL, NULL);
  sizes[2] = MAX (1, (int) (gray->width * shrink));
  sizes[3] = MAX (1, (int) (gray->height * shrink));
  scaled = enlist_scanner_gray_scale (gray, sizes[2], sizes[3]);
  return enlist_scanner_decoder_decode (decoder, scaled, gray->width, gray->height, map_point, sizes);
}

static GPtrArray *
decode_sample (EnlistScannerDecoder *decoder,
               GstSample            *sample)
{
  g_autoptr (EnlistScannerGray) gray = NULL;
  GstVideoInfo info;
  GstVideoFrame frame;

  if (!gst_video_info_from_caps (&info, gst_sample_get_caps (sample)) ||
      !gst_video_frame_map (&frame, &info, gst_sample_get_buffer (sample), GST_MAP_READ))
    return new_codes ();
  gray = enlist_scanner_gray_new_from_bgrx (GST_VIDEO_FRAME_PLANE_DATA (&frame, 0),
                                            GST_VIDEO_FRAME_WIDTH (&frame), GST_VIDEO_FRAME_HEIGHT (&frame),
                                            (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0));
  gst_video_frame_unmap (&frame);
  return decode_gray (decoder, gray);
}

static gpointer
worker_thread (gpointer data)
{
  g_autoptr (EnlistScannerWorker) self = data;
  g_autoptr (EnlistScannerDecoder) decoder = enlist_scanner_decoder_new ();

  g_mutex_lock (&self->lock);
  while (!self->stopped)
    {
      g_autoptr (GstSample) sample = NULL;
      GPtrArray *codes;

      if (self->newest == NULL || self->newest_decoded)
        {
          g_cond_wait (&self->wake, &self->lock);
          continue;
        }
      sample = gst_sample_ref (self->newest);
      self->newest_decoded = TRUE;
      enlist_scanner_decoder_set_linear_codes (decoder, self->linear_codes);
      g_mutex_unlock (&self->lock);
      codes = decode_sample (decoder, sample);
      g_mutex_lock (&self->lock);
      self->decoded++;
      enlist_scanner_seen_update (self->seen, codes, g_get_monotonic_time (), self->fresh);
      g_clear_pointer (&self->codes, g_ptr_array_unref);
      self->codes = codes;
      notify (self);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

EnlistScannerWorker *
enlist_scanner_worker_new (GMainContext           *context,
                           gboolean                linear_codes,
                           EnlistScannerWorkerFunc func,
                           gpointer                user_data)
{
  EnlistScannerWorker *self = g_atomic_rc_box_new0 (EnlistScannerWorker);

  self->context = g_main_context_ref (context);
  self->linear_codes = linear_codes;
  self->func = func;
  self->user_data = user_data;
  self->seen = enlist_scanner_seen_new ();
  self->fresh = new_codes ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_thread_unref (g_thread_new ("enlist-scanner", worker_thread, enlist_scanner_worker_ref (self)));
  return self;
}

void
enlist_scanner_worker_stop (EnlistScannerWorker *self)
{
  g_mutex_lock (&self->lock);
  self->stopped = TRUE;
  g_clear_pointer (&self->newest, gst_sample_unref);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

void
enlist_scanner_worker_submit (EnlistScannerWorker *self,
                              GstSample           *sample)
{
  g_autoptr (GstSample) old = NULL;

  g_mutex_lock (&self->lock);
  if (self->stopped)
    old = sample;
  else
    {
      old = self->newest;
      self->newest = sample;
      self->newest_shown = FALSE;
      self->newest_decoded = FALSE;
      self->received++;
      g_cond_signal (&self->wake);
      notify (self);
    }
  g_mutex_unlock (&self->lock);
}

void
enlist_scanner_worker_set_linear_codes (EnlistScannerWorker *self,
                                        gboolean             linear_codes)
{
  g_mutex_lock (&self->lock);
  self->linear_codes = linear_codes;
  g_mutex_unlock (&self->lock);
}

void
enlist_scanner_worker_reset (EnlistScannerWorker *self)
{
  g_mutex_lock (&self->lock);
  enlist_scanner_seen_reset (self->seen);
  g_ptr_array_set_size (self->fresh, 0);
  g_mutex_unlock (&self->lock);
}

gboolean
enlist_scanner_worker_take (EnlistScannerWorker *self,
                            GPtrArray          **codes,
                            GPtrArray          **fresh)
{
  gboolean newer;

  g_mutex_lock (&self->lock);
  newer = self->newest != NULL && !self->newest_shown;
  self->newest_shown = TRUE;
  *codes = g_steal_pointer (&self->codes);
  *fresh = self->fresh;
  self->fresh = new_codes ();
  g_mutex_unlock (&self->lock);
  return newer;
}

GstSample *
enlist_scanner_worker_dup_sample (EnlistScannerWorker *self)
{
  GstSample *sample;

  g_mutex_lock (&self->lock);
  sample = self->newest != NULL ? gst_sample_ref (self->newest) : NULL;
  g_mutex_unlock (&self->lock);
  return sample;
}

void
enlist_scanner_worker_get_counts (EnlistScannerWorker *self,
                                  guint64             *received,
                                  guint64             *decoded)
{
  g_mutex_lock (&self->lock);
  *received = self->received;
  *decoded = self->decoded;
  g_mutex_unlock (&self->lock);
}
