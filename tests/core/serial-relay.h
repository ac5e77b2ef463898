/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

/*
 * Two pseudo terminals in a row, as a cable between an assistant and a device: hands on bytes both ways, but
 * loses the first frames of the assistant, as a board does that restarts because its port was opened.
 */
typedef struct {
  int ends[2]; /* the assistant's, the device's */
  guint sources[2];
  guint frames_to_lose;
  char *uri;   /* for the assistant */
} SerialRelay;

void serial_relay_start (SerialRelay *self, const char *device_path, guint frames_to_lose);
void serial_relay_stop  (SerialRelay *self);
