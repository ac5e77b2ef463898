/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "message.h"

/* Between the reader and the writer of messages: the elements of clause 10.3, as letters */
enum {
  ENLIST_ELEMENT_APPLICATION = 'a',
  ENLIST_ELEMENT_BYTES = 'b',
  ENLIST_ELEMENT_CHUNK = 'c', /* bytes of a part, behind the offset */
  ENLIST_ELEMENT_DEVICE_STATE = 'd',
  ENLIST_ELEMENT_ERROR = 'e',
  ENLIST_ELEMENT_FIELDS = 'f',
  ENLIST_ELEMENT_PROGRESS = 'g',
  ENLIST_ELEMENT_SESSION_OR_NULL = 'h',
  ENLIST_ELEMENT_SESSION = 'i',
  ENLIST_ELEMENT_KEY = 'k', /* the field with it, which must be in the report */
  ENLIST_ELEMENT_LIMIT = 'l',
  ENLIST_ELEMENT_MODEL = 'm',
  ENLIST_ELEMENT_SERIAL = 'n',
  ENLIST_ELEMENT_OFFSET = 'o',
  ENLIST_ELEMENT_PART = 'p',
  ENLIST_ELEMENT_REPORT = 'r', /* fields, as bytes */
  ENLIST_ELEMENT_STEP = 's',
  ENLIST_ELEMENT_TEXT_OR_NULL = 't',
  ENLIST_ELEMENT_PRESET = 'u',
  ENLIST_ELEMENT_VERSIONS = 'v',
  ENLIST_ELEMENT_SECONDS = 'w',
  ENLIST_ELEMENT_STEP_OR_NULL = 'x',
  ENLIST_ELEMENT_SIGNATURE_OR_NULL = 'y',
  ENLIST_ELEMENT_SIGNATURE = 'z',
};

/* The elements behind the type; NULL: there is no such message. */
const char *enlist_message_elements (unsigned type);
