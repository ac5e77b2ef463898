/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EnlistError:
 *
 * Everything that can go wrong in the assistant, in one domain. A #GError's message is technical, English and
 * meant for the log; what a person reads comes from enlist_error_get_title() and enlist_error_get_remedy().
 */
typedef enum {
  ENLIST_ERROR_FAILED,            /* nothing more is known */
  ENLIST_ERROR_USAGE,             /* asked in a way that cannot be answered */
  ENLIST_ERROR_NOT_FOUND,         /* no such record, session, key, file ... */
  ENLIST_ERROR_NOT_A_LABEL,       /* the code or text is something else */
  ENLIST_ERROR_DAMAGED,           /* damaged or cut short */
  ENLIST_ERROR_INCOMPLETE,        /* codes or parts of the label are missing */
  ENLIST_ERROR_TOO_NEW,           /* made by a newer Enlist */
  ENLIST_ERROR_BAD_SIGNATURE,     /* a signature does not verify */
  ENLIST_ERROR_UNKNOWN_PUBLISHER, /* signed by a publisher who is not trusted here */
  ENLIST_ERROR_BAD_HASH,          /* a part is not the one that the manifest names */
  ENLIST_ERROR_INVALID_PROGRAM,   /* the program does not validate */
  ENLIST_ERROR_SOURCE,            /* the source that a label is made from is wrong */
  ENLIST_ERROR_UNREACHABLE,       /* the device cannot be found or connected to */
  ENLIST_ERROR_WRONG_DEVICE,      /* the device that answers is not the label's */
  ENLIST_ERROR_OWNED,             /* the device has an owner already */
  ENLIST_ERROR_BUSY,              /* somebody else is using it: try again later */
  ENLIST_ERROR_PROTOCOL,          /* the other end said something that does not belong there */
  ENLIST_ERROR_LINK_LOST,         /* the connection broke */
  ENLIST_ERROR_TIMEOUT,           /* no answer in time */
  ENLIST_ERROR_DEVICE_FAILED,     /* the device could not do what it was asked */
  ENLIST_ERROR_CHECK_FAILED,      /* a check of the program was not met */
  ENLIST_ERROR_REFUSED,           /* not allowed */
  ENLIST_ERROR_CANCELLED,         /* ended by the person in front */
  ENLIST_ERROR_STORAGE,           /* the disk is full, read-only or failing */
  ENLIST_ERROR_KEYRING_LOCKED,    /* the keyring is locked, and nobody was asked */
  ENLIST_ERROR_KEYRING_ABSENT,    /* there is no secret service */
  ENLIST_ERROR_KEYRING_DISMISSED, /* the request to unlock the keyring was dismissed */
  ENLIST_ERROR_JOURNAL,           /* the journal cannot be used */
  ENLIST_ERROR_CATALOG,           /* a catalog cannot be used */
  ENLIST_ERROR_BLUETOOTH_ABSENT,  /* the Bluetooth service (BlueZ) does not run */
  ENLIST_ERROR_BLUETOOTH_DENIED,  /* this program may not use the Bluetooth service */
  ENLIST_ERROR_NO_ADAPTER,        /* there is no Bluetooth adapter, or not the chosen one */
  ENLIST_ERROR_BLUETOOTH_OFF,     /* the Bluetooth adapter is powered off */
  ENLIST_ERROR_BLUETOOTH_BLOCKED, /* Bluetooth is blocked: airplane mode, or a switch (rfkill) */
  ENLIST_ERROR_PORT_DENIED,       /* the user may not use the serial port */
} EnlistError;

#define ENLIST_N_ERRORS (ENLIST_ERROR_PORT_DENIED + 1)

#define ENLIST_ERROR (enlist_error_quark ())
GQuark enlist_error_quark (void);

/**
 * enlist_error_exit_code:
 * @error: (nullable): any error, of any domain
 *
 * The exit code of a command that ends with @error: 0 no error, 1 failed, 2 usage, 3 not found,
 * 4 verification failed, 5 refused, 75 temporary: try again (EX_TEMPFAIL of sysexits.h).
 */
int enlist_error_exit_code (const GError *error);

/**
 * enlist_error_get_code:
 * @error: any error
 *
 * Returns: the code when @error is of ENLIST_ERROR; ENLIST_ERROR_CANCELLED for a cancelled operation of GIO,
 *   ENLIST_ERROR_TIMEOUT for one that timed out; otherwise ENLIST_ERROR_FAILED
 */
EnlistError enlist_error_get_code (const GError *error);

/**
 * enlist_error_get_title:
 * @code: a code; an unknown one counts as ENLIST_ERROR_FAILED
 *
 * Returns: (transfer none): what happened, translated, one line without a full stop
 */
const char *enlist_error_get_title (EnlistError code);

/**
 * enlist_error_get_remedy:
 * @code: a code; an unknown one counts as ENLIST_ERROR_FAILED
 *
 * Returns: (transfer none): what to do about it, translated, whole sentences
 */
const char *enlist_error_get_remedy (EnlistError code);

G_END_DECLS
