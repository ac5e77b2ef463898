/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "link.h"

/* Between link.c, its sender and its receiver. */

#define ENLIST_LINK_MAX_DOUBLINGS 3 /* of the time-out */

/* Starts the timer if need be. Returns: milliseconds left, 0 when it is over */
uint32_t enlist_link_run_timer (EnlistLinkTimer *timer, uint64_t now_ms, uint32_t duration_ms);

/* link-sender.c */

/* Whether the window lets a fragment go. */
bool enlist_link_sender_is_due (const EnlistLinkSender *sender);

/* Writes that fragment into a frame. Returns: its size, 0 when the capacity is too small */
size_t enlist_link_sender_write (EnlistLink *link, uint8_t *frame, size_t capacity);

/*
 * The peer has all before @expected, and with @repeat wants everything from there on at once.
 * Returns: whether that can be; what another frame has overtaken can
 */
bool enlist_link_sender_acknowledge (EnlistLinkSender *sender, uint8_t expected, bool repeat);

EnlistStatus enlist_link_sender_tick (EnlistLink *link, uint64_t now_ms, uint32_t *wait_ms);

/* link-receiver.c */

EnlistStatus enlist_link_receiver_take (EnlistLink *link, uint8_t sequence, bool last, EnlistSlice fragment);
