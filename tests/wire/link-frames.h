/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "link.h"
#include "test.h"

/* One end of a link, frame by frame */

#define TIMEOUT_MS 400
#define FRAGMENT 0x01
#define LAST_FRAGMENT 0x11
#define ACKNOWLEDGEMENT 0x02
#define RESET 0x03
#define REPEAT 0x04

EnlistLink *frames_new (size_t mtu);

/* Bytes that tell where in which message they stand */
EnlistSlice frames_text (size_t size, unsigned number);

EnlistStatus frames_receive (EnlistLink *link, uint8_t kind, uint8_t sequence, uint8_t expected,
                                  EnlistSlice content);

/* There is a frame to send, and it is this one. */
void frames_check_next (EnlistLink *link, uint8_t kind, uint8_t sequence, uint8_t expected, size_t size);
void frames_check_none (EnlistLink *link);

/* There is a message, and no other one. */
void frames_check_message (EnlistLink *link, EnlistSlice expected);

void frames_check_wait (EnlistLink *link, uint64_t now_ms, uint32_t expected);
