/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "assistant.h"
#include "serial.h"

/**
 * Line:
 *
 * The assistant's end of a serial line (docs/format.md, clause 10.1.7): of a pseudo-terminal. All of it waits
 * for a condition, and no longer than LINE_PATIENCE_MS.
 */
#define LINE_PATIENCE_MS 20000

typedef struct {
  int fd; /* -1: closed */
  EnlistSerialDecoder decoder;
  uint8_t fragment[ENLIST_SERIAL_MAX_ENCODED]; /* the last one, encoded */
  size_t fragment_size;
  size_t received; /* bytes, since the line was opened */
} Line;

/* @path: of a terminal device */
void line_open  (Line *line, const char *path);
void line_close (Line *line);

/* Makes a pseudo-terminal and takes one end; @path: (out): of the other, PATH_MAX bytes */
void line_make (Line *line, char *path);

/* Begins a link. */
void line_connect (Line *line, Assistant *assistant);

/* Sends the last fragment so many times more: each is acknowledged. */
void line_repeat (Line *line, unsigned count);

/* Moves frames until the assistant is through: done and `end` sent, failed, or at the end of its script. */
bool line_settle (Line *line, Assistant *assistant);
