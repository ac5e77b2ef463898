/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "execution.h"

/*
 * IoT applications (docs/format.md, clause 8.8): what an enrollment has installed runs on, from then until
 * the next one. A firmware that runs them answers true for ENLIST_ROLE_APP without a media type in
 * accepts_media.
 */

/**
 * EnlistIotApplicationMemory:
 *
 * The caller's memory, for as long as the IoT application runs, and how it is divided. Three bytes are added
 * to each value of a field and to each trigger that waits.
 */
typedef struct {
  uint8_t *bytes;
  size_t size;         /* at least ENLIST_IOT_APPLICATION_MEMORY_SIZE of all that follows */
  size_t program_size; /* the IoT application, and the declarations of its custom fields */
  size_t values_size;  /* values of fields */
  size_t queue_size;   /* triggers that wait, with what events bring */
  size_t work_size;    /* the state, while it starts; the arguments of a call */
} EnlistIotApplicationMemory;

#define ENLIST_IOT_APPLICATION_MEMORY_SIZE(program, values, queue, work) \
  ((program) + (values) + (queue) + (work))

/**
 * EnlistIotApplication:
 *
 * One that runs; its members are private.
 */
typedef struct {
  EnlistExecution execution;
  EnlistIotApplicationMemory memory;
  EnlistSlice program;
  uint8_t *queue;
  size_t queue_used;
  unsigned trigger_count;
  bool running;                          /* a block */
  uint32_t seconds[ENLIST_MAX_TRIGGERS]; /* of those that are `every`; 0: never */
  uint64_t due[ENLIST_MAX_TRIGGERS];
} EnlistIotApplication;

/**
 * enlist_iot_application_start:
 * @number: which of the installed ones, from 0; each has its own memory
 *
 * Reads it and the configuration from the storage, and begins. To be called when the device starts and after
 * ENLIST_EVENT_COMMITTED.
 *
 * Returns: ENLIST_OK; ENLIST_E_NOT_FOUND when not so many are installed; ENLIST_E_TOO_LARGE or ENLIST_E_SPACE
 *   when the memory is too small; ENLIST_E_HASH, ENLIST_E_STORAGE or another error when the storage is
 *   damaged
 */
EnlistStatus enlist_iot_application_start (EnlistIotApplication             *application,
                                           const EnlistPlatform          *platform,
                                           const EnlistIotApplicationMemory *memory,
                                           unsigned                       number);

/**
 * enlist_iot_application_tick:
 * @wait_ms: (out): call again after so many milliseconds, or when there is an event; UINT32_MAX: never by
 *   itself
 *
 * Executes what is due, a limited number of steps. Not while a session's program runs
 * (ENLIST_DEVICE_PROVISIONAL), so that the firmware's functions are called by one of both only.
 */
void enlist_iot_application_tick (EnlistIotApplication *application, uint32_t *wait_ms);

/**
 * enlist_iot_application_event:
 * @event: its number (docs/format.md, clause 12.7)
 * @values: what it brings, CBOR items; copied
 *
 * Not from an interrupt while another call is running.
 *
 * Returns: ENLIST_OK, also when the IoT application does not listen to it; ENLIST_E_SPACE when the queue is
 *   full: the event is lost
 */
EnlistStatus enlist_iot_application_event (EnlistIotApplication *application,
                                           unsigned           event,
                                           const EnlistSlice *values,
                                           size_t             count);

/* Ends it and wipes its memory. */
void enlist_iot_application_stop (EnlistIotApplication *application);
