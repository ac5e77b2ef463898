/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#define G_LOG_DOMAIN "enlist-exchange"

#include "enlist-reconnection-private.h"

#include "enlist-error.h"

void
enlist_reconnection_note_lost (EnlistReconnection *self, const GError *error)
{
  if (self->lost_at != 0)
    {
      self->attempts++;
      g_clear_error (&self->problem);
      self->problem = g_error_copy (error);
      return;
    }
  self->lost_at = g_get_monotonic_time ();
  self->attempts = 0;
  self->losses++;
  g_clear_error (&self->problem);
  g_clear_error (&self->loss);
  self->loss = g_error_copy (error);
}

void
enlist_reconnection_note_reached (EnlistReconnection *self)
{
  if (self->lost_at == 0)
    return;

  self->spent_us += g_get_monotonic_time () - self->lost_at;
  self->lost_at = 0;
}

void
enlist_reconnection_note_progress (EnlistReconnection *self, guint64 place)
{
  if (place <= self->furthest)
    return;

  self->furthest = place;
  self->spent_us = 0;
  self->losses = 0;
}

guint
enlist_reconnection_get_time_left (const EnlistReconnection *self)
{
  gint64 spent_us = self->spent_us + g_get_monotonic_time () - self->lost_at;
  gint64 budget_us = (gint64) self->patience_s * G_USEC_PER_SEC;

  return spent_us < budget_us ? (guint) ((budget_us - spent_us) / 1000) : 0;
}

int
enlist_reconnection_get_delay (const EnlistReconnection *self)
{
  static const int delays_ms[] = { 100, 400, 1000, 2000 };
  guint failures = self->losses - 1 + self->attempts;

  if (self->losses > ENLIST_RECONNECTION_MAX_LOSSES || enlist_reconnection_get_time_left (self) == 0)
    return -1;

  return delays_ms[MIN (failures, G_N_ELEMENTS (delays_ms) - 1)];
}

GError *
enlist_reconnection_make_error (const EnlistReconnection *self, const GError *error)
{
  EnlistError code = enlist_error_get_code (error);

  if (self->attempts == 0)
    return g_error_copy (error);

  /* That Bluetooth was switched off is worth more than that the connection is lost. */
  switch (code)
    {
    case ENLIST_ERROR_UNREACHABLE:
    case ENLIST_ERROR_TIMEOUT:
    case ENLIST_ERROR_BUSY:
    case ENLIST_ERROR_WRONG_DEVICE:
      code = ENLIST_ERROR_LINK_LOST;
      break;
    default:
      break;
    }

  return g_error_new (ENLIST_ERROR, code, "%s, and the device was not reached again: %s", self->loss->message,
                      error->message);
}

void
enlist_reconnection_clear (EnlistReconnection *self)
{
  g_clear_error (&self->loss);
  g_clear_error (&self->problem);
}
