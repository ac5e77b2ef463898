/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

/**
 * EnlistStatus:
 *
 * What a function of `wire` or of the device runtime answers. The numbers of the errors that travel in a
 * session's `fail` message are the registry in docs/format.md, clause 12.5, and never change.
 */
typedef enum {
  ENLIST_OK = 0,

  /* the shape of bytes */
  ENLIST_E_SPACE = 1,        /* the caller's buffer is too small */
  ENLIST_E_TRUNCATED = 2,    /* the input ends too early */
  ENLIST_E_TRAILING = 3,     /* bytes after the end of the item */
  ENLIST_E_CBOR = 4,         /* not the deterministic subset of CBOR */
  ENLIST_E_DEPTH = 5,        /* nested deeper than 8 */
  ENLIST_E_ITEMS = 6,        /* more than 1024 items */
  ENLIST_E_TYPE = 7,         /* well-formed, but not the type that belongs here */
  ENLIST_E_RANGE = 8,        /* right type, outside the allowed values or sizes */

  /* labels */
  ENLIST_E_NOT_LABEL = 16,   /* the text is something else */
  ENLIST_E_BASE45 = 17,      /* a character or group that is not Base45 */
  ENLIST_E_INFLATE = 18,     /* damaged deflate stream */
  ENLIST_E_TOO_LARGE = 19,   /* beyond a limit of docs/format.md, clause 11 */
  ENLIST_E_VERSION = 20,     /* a newer format version */
  ENLIST_E_INCOMPLETE = 21,  /* parts of the label are missing */
  ENLIST_E_OTHER_SET = 22,   /* the part belongs to another label */
  ENLIST_E_SET_HASH = 23,    /* the joined parts do not match their hash */

  /* trust */
  ENLIST_E_SIGNATURE = 32,   /* the signature does not verify */
  ENLIST_E_UNKNOWN_KEY = 33, /* signed with a key that is not trusted here */
  ENLIST_E_HASH = 34,        /* a part does not match the manifest's hash */
  ENLIST_E_SEQUENCE = 35,    /* older than an application this device has accepted */
  ENLIST_E_HANDSHAKE = 36,   /* the channel could not be keyed: wrong device, wrong label, or tampering */
  ENLIST_E_DECRYPT = 37,     /* a message failed authentication: the channel has ended */

  /* programs */
  ENLIST_E_OPERATION = 48,   /* unknown operation */
  ENLIST_E_ROLE = 49,        /* an operation of the other role */
  ENLIST_E_FIELD = 50,       /* unknown or undeclared field */
  ENLIST_E_UNWRITTEN = 51,   /* a field is read before it is written */
  ENLIST_E_UNMET = 52,       /* a `need` that no `send` meets, or an `await` that no `report` meets */
  ENLIST_E_BUDGET = 53,      /* more steps than allowed */
  ENLIST_E_CHECK = 54,       /* a `check` of the program was false */
  ENLIST_E_FUNCTION = 55,    /* the device has no such function, or the assistant is no gateway */
  ENLIST_E_RECEIVER = 56,    /* a sensitive value would leave for a receiver that is not declared */
  ENLIST_E_ONCE = 57,        /* an operation that may happen only once stands in a `try` or `repeat` */
  ENLIST_E_MEDIA = 58,       /* the device does not run parts of this media type */
  ENLIST_E_KEY_TYPE = 59,    /* the device cannot make keys of this type */

  /* sessions */
  ENLIST_E_OWNED = 64,       /* the device has an owner already */
  ENLIST_E_BUSY = 65,        /* another session is under way, or too many failed attempts: wait */
  ENLIST_E_STATE = 66,       /* a message that does not belong here */
  ENLIST_E_STORAGE = 67,     /* the device could not store */
  ENLIST_E_CALL = 68,        /* a function of the device failed */
  ENLIST_E_CANCELLED = 69,   /* the installer ended it */
  ENLIST_E_TIMEOUT = 70,     /* the other end did not answer in time */
  ENLIST_E_MODEL = 71,       /* the application is for another vendor, model or serial number */
  ENLIST_E_CRYPTO = 72,      /* the platform's cryptography or random numbers failed */
  ENLIST_E_FAILED = 73,      /* the program ended itself with `fail` */
  ENLIST_E_NOT_FOUND = 74,   /* no catalog has an entry for the key */
} EnlistStatus;

/**
 * enlist_status_name:
 * @status: any value
 *
 * Returns: (transfer none): the name in the registry, such as "unknown-key"; "unknown" for a number without
 * one.
 */
const char *enlist_status_name (EnlistStatus status);
