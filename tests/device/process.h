/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "assistant.h"

/**
 * Process:
 *
 * A real enlist-device with a folder of its own, and a connection to it. Everything waits for a condition,
 * and no longer than PROCESS_PATIENCE.
 */
#define PROCESS_PATIENCE (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder;
  char *socket_path;
  char *address; /* what it says it listens on */
  GSubprocess *subprocess;
  GDataInputStream *output;
  GSocket *socket;
  GByteArray *incoming;
} Process;

/* Makes the folder with an identity. */
void process_init  (Process *process, const EnlistIdentity *identity);
void process_clear (Process *process);

void process_write_file (Process *process, const char *name, const char *contents);
bool process_has_file   (Process *process, const char *name);

/* Runs the program with these arguments; @listen: (nullable): else the socket in the folder. */
void process_start (Process *process, const char *listen, const char *const *arguments);

/* SIGKILL, as a power cut */
void process_kill (Process *process);

/* Ends it in order; its exit status. */
int process_stop (Process *process);
int process_wait (Process *process);

/* Runs it to its end with these arguments; what it printed, and its exit status. */
char *process_run (const char *const *arguments, int *status);

/* Reads its lines until one has this event. */
bool process_await_event (Process *process, const char *event);

/* Reads its lines until one contains this. */
bool process_await_text (Process *process, const char *text);

/* A line on its standard input */
void process_say (Process *process, const char *line);
void process_signal (Process *process, int number);

/* (transfer full): what a file of the folder holds, "" without it */
char *process_read_file (Process *process, const char *name);

GSocket *process_open_socket (Process *process);
void     process_connect     (Process *process, Assistant *assistant, size_t mtu);
void     process_disconnect  (Process *process);

/* Sends what the assistant has to say now. */
void process_send (Process *process, Assistant *assistant);

/* Moves frames until the assistant is through: done and `end` sent, failed, refused, or at the end of its
 * script. */
bool process_settle (Process *process, Assistant *assistant);
