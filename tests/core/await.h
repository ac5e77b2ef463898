/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-error.h"

/*
 * Waits for an asynchronous operation: give await_ready and the Await as callback and user data, then call
 * await_result(). A result that does not come within a minute ends the test.
 */
typedef struct {
  GAsyncResult *result;
  guint deadline;
} Await;

void          await_ready  (GObject *source, GAsyncResult *result, gpointer user_data);
/* (transfer full) */
GAsyncResult *await_result (Await *self);

/* Removes a folder and everything in it. */
void          remove_tree  (const char *path);
