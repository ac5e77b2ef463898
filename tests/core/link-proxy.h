/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-transport.h"

typedef enum {
  TO_DEVICE,
  TO_ASSISTANT,
} Direction;

/*
 * Stands between an assistant and a device, on a socket of its own, and hands on their frames. It cuts one
 * link, behind the frame (or the message) of that number in that direction, and leaves later links alone.
 */
typedef struct {
  GSocketService *service;
  char *uri;                /* for the assistant */
  char *device_uri;
  EnlistTransport *ends[2]; /* by Direction: whom a frame goes to */
  guint frames[2];          /* handed on, on all links; or messages, when these are counted */
  guint64 bytes[2];
  gboolean count_messages;
  gboolean reorder;         /* of the device's frames every second one comes before its predecessor */
  GBytes *held;
  guint hold_source;
  Direction cut_direction;
  int cut_after;            /* frames; -1: never */
  gboolean swallow;         /* one more frame, which gets lost, before the cut */
  gboolean cut;             /* has happened */
  guint cut_source;
} LinkProxy;

/* Cuts the link that there is. */
void link_proxy_cut   (LinkProxy *self);
void link_proxy_start (LinkProxy *self, const char *path, const char *device_uri);
void link_proxy_stop  (LinkProxy *self);
