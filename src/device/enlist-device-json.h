/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

#include "cbor.h"

/* What the reference device prints, in JSON. */

void enlist_device_json_append_text (GString *json, EnlistSlice text);
void enlist_device_json_append_hex  (GString *json, const uint8_t *data, size_t size);

/* One item that @reader stands on: bytes as hexadecimal text. */
void enlist_device_json_append_value (GString *json, EnlistCborReader *reader);
