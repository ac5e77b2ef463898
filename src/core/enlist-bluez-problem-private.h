/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>

#include "enlist-error.h"

G_BEGIN_DECLS

/**
 * EnlistBluezProblem:
 *
 * What an error of a call to BlueZ means for us, whatever version of BlueZ and D-Bus words it.
 */
typedef enum {
  ENLIST_BLUEZ_PROBLEM_OTHER,       /* try again */
  ENLIST_BLUEZ_PROBLEM_CANCELLED,   /* by ourselves */
  ENLIST_BLUEZ_PROBLEM_DENIED,      /* the bus does not let us */
  ENLIST_BLUEZ_PROBLEM_NO_SERVICE,  /* bluetoothd has gone, or does not answer */
  ENLIST_BLUEZ_PROBLEM_GONE,        /* the object is not there any more */
  ENLIST_BLUEZ_PROBLEM_OFF,         /* the adapter is off */
  ENLIST_BLUEZ_PROBLEM_BLOCKED,     /* the adapter is blocked */
  ENLIST_BLUEZ_PROBLEM_IN_PROGRESS, /* somebody else is at it */
  ENLIST_BLUEZ_PROBLEM_ALREADY,     /* it is so already */
  ENLIST_BLUEZ_PROBLEM_UNSUPPORTED, /* not this way */
} EnlistBluezProblem;

EnlistBluezProblem enlist_bluez_problem_from_error (const GError *error);

/* (transfer full): the message without D-Bus' name of the error, and without addresses of devices, which
 * nobody who gets a log or a trace has a need for */
char              *enlist_bluez_problem_dup_text   (const GError *error);

/* (transfer full): @error of a call to BlueZ in our domain: the codes that say what a person can do about
 * Bluetooth as a whole, else @otherwise. @adapter: id of the adapter that the call was about; @doing: for
 * the log */
GError            *enlist_bluez_problem_to_error   (const GError *error,
                                                    const char   *adapter,
                                                    EnlistError   otherwise,
                                                    const char   *doing);

G_END_DECLS
