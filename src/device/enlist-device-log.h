/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "platform.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_DEVICE_LOG (enlist_device_log_get_type ())
G_DECLARE_FINAL_TYPE (EnlistDeviceLog, enlist_device_log, ENLIST, DEVICE_LOG, GObject)

/**
 * EnlistDeviceLog:
 *
 * One line on standard output for everything that happens, at once: text for people, or one JSON object for
 * programs.
 */
EnlistDeviceLog *enlist_device_log_new (gboolean json);

/* @name: such as "listening"; @text: (nullable) */
void enlist_device_log_say (EnlistDeviceLog *self, const char *name, const char *text);

/* @members: of a JSON object, already encoded */
void enlist_device_log_members (EnlistDeviceLog *self, const char *name, const char *members);

void enlist_device_log_event (EnlistDeviceLog *self, const EnlistEvent *event);

/* A string of JSON (RFC 8259, section 7) with its quotation marks; @text is UTF-8 of @size bytes. */
void enlist_device_log_append_string (GString *json, const char *text, gsize size);

G_END_DECLS
