/* SPDX-License-Identifier: Apache-2.0 */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "status.h"

const char *
enlist_status_name (EnlistStatus status)
{
  /*
   * Without a default case the compiler names the status that was added to the registry and forgotten here.
   */
  switch (status)
    {
    case ENLIST_OK: return "ok";

    case ENLIST_E_SPACE: return "space";
    case ENLIST_E_TRUNCATED: return "truncated";
    case ENLIST_E_TRAILING: return "trailing";
    case ENLIST_E_CBOR: return "cbor";
    case ENLIST_E_DEPTH: return "depth";
    case ENLIST_E_ITEMS: return "items";
    case ENLIST_E_TYPE: return "type";
    case ENLIST_E_RANGE: return "range";

    case ENLIST_E_NOT_LABEL: return "not-label";
    case ENLIST_E_BASE45: return "base45";
    case ENLIST_E_INFLATE: return "inflate";
    case ENLIST_E_TOO_LARGE: return "too-large";
    case ENLIST_E_VERSION: return "version";
    case ENLIST_E_INCOMPLETE: return "incomplete";
    case ENLIST_E_OTHER_SET: return "other-set";
    case ENLIST_E_SET_HASH: return "set-hash";

    case ENLIST_E_SIGNATURE: return "signature";
    case ENLIST_E_UNKNOWN_KEY: return "unknown-key";
    case ENLIST_E_HASH: return "hash";
    case ENLIST_E_SEQUENCE: return "sequence";
    case ENLIST_E_HANDSHAKE: return "handshake";
    case ENLIST_E_DECRYPT: return "decrypt";

    case ENLIST_E_OPERATION: return "operation";
    case ENLIST_E_ROLE: return "role";
    case ENLIST_E_FIELD: return "field";
    case ENLIST_E_UNWRITTEN: return "unwritten";
    case ENLIST_E_UNMET: return "unmet";
    case ENLIST_E_BUDGET: return "budget";
    case ENLIST_E_CHECK: return "check";
    case ENLIST_E_FUNCTION: return "function";
    case ENLIST_E_RECEIVER: return "receiver";
    case ENLIST_E_ONCE: return "once";
    case ENLIST_E_MEDIA: return "media";
    case ENLIST_E_KEY_TYPE: return "key-type";

    case ENLIST_E_OWNED: return "owned";
    case ENLIST_E_BUSY: return "busy";
    case ENLIST_E_STATE: return "state";
    case ENLIST_E_STORAGE: return "storage";
    case ENLIST_E_CALL: return "call";
    case ENLIST_E_CANCELLED: return "cancelled";
    case ENLIST_E_TIMEOUT: return "timeout";
    case ENLIST_E_MODEL: return "model";
    case ENLIST_E_CRYPTO: return "crypto";
    case ENLIST_E_FAILED: return "failed";
    case ENLIST_E_NOT_FOUND: return "not-found";
    }

  return "unknown";
}
