/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EnlistRecordState:
 * @ENLIST_RECORD_PROVISIONAL: written before COMMIT; whether the device applied it is not known yet
 * @ENLIST_RECORD_ENROLLED: the device has acknowledged with its signature
 */
typedef enum {
  ENLIST_RECORD_PROVISIONAL,
  ENLIST_RECORD_ENROLLED,
} EnlistRecordState;

/**
 * EnlistRelayState:
 * @ENLIST_RELAY_NONE: nobody asked for it
 * @ENLIST_RELAY_REQUESTED: the program has said `relay`, the device is not enrolled yet
 * @ENLIST_RELAY_WAITING: in the journal's outbox
 */
typedef enum {
  ENLIST_RELAY_NONE,
  ENLIST_RELAY_REQUESTED,
  ENLIST_RELAY_WAITING,
} EnlistRelayState;

#define ENLIST_TYPE_RECORD (enlist_record_get_type ())
G_DECLARE_FINAL_TYPE (EnlistRecord, enlist_record, ENLIST, RECORD, GObject)

/**
 * EnlistRecord:
 *
 * What is kept of an enrolled device. Everything in it is public to whoever may read the journal: sensitive
 * answers (a Wi-Fi password ...) and secret keys are never put in.
 *
 * Text properties, all readable and writable, %NULL when not known: id (lower-case hex; the session's id
 * unless there is a reason), session-id (32 hex digits), label-id (16 hex digits), vendor, model, hardware,
 * serial, publisher-key-id (16 hex digits), publisher-name, device-key (64 hex digits, the device's static
 * X25519 key), enrolled-at (UTC, ISO 8601: 2026-01-31T12:00:00Z), place.
 * Properties of #GBytes, the proof: handshake-hash (32 bytes), report, report-signature (64),
 * done-signature (64). And state. An object belongs to one thread at a time.
 */

/* Makes an empty provisional record; set its properties with g_object_set(). */
EnlistRecord     *enlist_record_new                  (void);

const char       *enlist_record_get_id               (EnlistRecord *self);
const char       *enlist_record_get_session_id       (EnlistRecord *self);
const char       *enlist_record_get_label_id         (EnlistRecord *self);
const char       *enlist_record_get_vendor           (EnlistRecord *self);
const char       *enlist_record_get_model            (EnlistRecord *self);
const char       *enlist_record_get_hardware         (EnlistRecord *self);
const char       *enlist_record_get_serial           (EnlistRecord *self);
const char       *enlist_record_get_publisher_key_id (EnlistRecord *self);
const char       *enlist_record_get_publisher_name   (EnlistRecord *self);
const char       *enlist_record_get_device_key       (EnlistRecord *self);
const char       *enlist_record_get_enrolled_at      (EnlistRecord *self);
const char       *enlist_record_get_place            (EnlistRecord *self);
EnlistRecordState enlist_record_get_state            (EnlistRecord *self);
GBytes           *enlist_record_get_handshake_hash   (EnlistRecord *self);
GBytes           *enlist_record_get_report           (EnlistRecord *self);
GBytes           *enlist_record_get_report_signature (EnlistRecord *self);
GBytes           *enlist_record_get_done_signature   (EnlistRecord *self);

/**
 * enlist_record_set_field:
 * @name: a field's name, such as "location"
 * @value: (transfer none): its JSON form, enlist_value_to_json(); copied
 *
 * Appends a field, or replaces the value of the one that has that name already.
 */
void        enlist_record_set_field    (EnlistRecord *self, const char *name, JsonNode *value);
guint       enlist_record_get_n_fields (EnlistRecord *self);
/* @name: (out) (optional) (transfer none). Returns: (transfer none): the value, in order of setting */
JsonNode   *enlist_record_get_field    (EnlistRecord *self, guint index, const char **name);
/* Returns: (transfer none) (nullable) */
JsonNode   *enlist_record_lookup_field (EnlistRecord *self, const char *name);

/**
 * enlist_record_set_key:
 * @name: the field that carries the key, such as "device.key"
 * @type: "ed25519", "x25519" or "p-256"
 * @key: the public key: 32 bytes; for p-256 33 or 65 bytes (SEC 1, clause 2.3.3)
 *
 * Appends or replaces a public key that the device made.
 *
 * Returns: %FALSE when type or size are something else; nothing is changed then
 */
gboolean    enlist_record_set_key      (EnlistRecord *self, const char *name, const char *type, GBytes *key);
guint       enlist_record_get_n_keys   (EnlistRecord *self);
/* @name, @type: (out) (optional) (transfer none). Returns: (transfer none) */
GBytes     *enlist_record_get_key      (EnlistRecord  *self,
                                        guint          index,
                                        const char   **name,
                                        const char   **type);

/* What runs on the device: "firmware" -> "1.4.2" and so on. Appends or replaces. */
void        enlist_record_set_version    (EnlistRecord *self, const char *name, const char *version);
guint       enlist_record_get_n_versions (EnlistRecord *self);
/* @name: (out) (optional) (transfer none). Returns: (transfer none) */
const char *enlist_record_get_version    (EnlistRecord *self, guint index, const char **name);

/* What the device says that it can do; a name is kept once. */
void               enlist_record_add_capability   (EnlistRecord *self, const char *capability);
/* Returns: (transfer none) (array zero-terminated=1) */
const char *const *enlist_record_get_capabilities (EnlistRecord *self);

/**
 * enlist_record_request_relay:
 * @fields: (array zero-terminated=1): names of the fields that are for the IoT system; empty: the whole
 *   record
 *
 * What is asked for adds up; once it is the whole record, it stays that.
 */
void               enlist_record_request_relay    (EnlistRecord *self, const char *const *fields);
EnlistRelayState   enlist_record_get_relay_state  (EnlistRecord *self);
/* Returns: (transfer none) (array zero-terminated=1): empty for the whole record, and when nobody asked */
const char *const *enlist_record_get_relay_fields (EnlistRecord *self);

/**
 * enlist_record_to_json:
 *
 * One JSON object on one line. Keys, those without a value left out: "enlist-record" (format, 1), "id",
 * "session", "label", "vendor", "model", "hardware", "serial", "publisher" {"id", "name"}, "device-key",
 * "state" ("provisional", "enrolled"), "enrolled-at", "place", "fields" [{"name", "value"}],
 * "keys" [{"name", "type", "key"}], "versions" [{"name", "version"}], "capabilities" [text],
 * "relay" {"state" ("requested", "waiting"), "fields" [text], absent for the whole record},
 * "proof" {"handshake", "report", "report-signature", "done-signature"}.
 * Bytes are base64url without padding (RFC 4648, clause 5).
 */
char         *enlist_record_to_json   (EnlistRecord *self);

/**
 * enlist_record_from_json:
 *
 * Unknown keys are ignored. Errors: ENLIST_ERROR_DAMAGED, ENLIST_ERROR_TOO_NEW for another format number.
 */
EnlistRecord *enlist_record_from_json (const char *json, GError **error);

G_END_DECLS
