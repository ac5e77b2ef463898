/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "enlist-publishers.h"
#include "enlist-step-item.h"

G_BEGIN_DECLS

#define ENLIST_TYPE_LABEL (enlist_label_get_type ())
G_DECLARE_FINAL_TYPE (EnlistLabel, enlist_label, ENLIST, LABEL, GObject)

/**
 * EnlistLabel:
 *
 * A decoded label. Loading checks everything that can be checked without knowing the publisher (shape,
 * limits, part hashes, static validation of all programs and configurations that it carries);
 * enlist_label_verify() adds the signature. Until it has succeeded, nothing that the getters say is a fact.
 *
 * What the label says never changes. Two things may: which of its applications is looked at, and parts that
 * it does not carry may be supplied.
 */

/* @payload: the payload of clause 3 */
EnlistLabel *enlist_label_new_for_payload (GBytes *payload, GError **error);

/**
 * enlist_label_load_bytes:
 * @bytes: the content of a file or the clipboard: text of a label (several codes: one a line), an `enlist:`
 *   URI, the binary payload, with or without `ENL` before it, or an NDEF message
 *
 * Returns: (transfer full): the label; %NULL with ENLIST_ERROR_NOT_A_LABEL (the message says what it is
 *   instead), _DAMAGED, _INCOMPLETE, _TOO_NEW, _BAD_HASH or _INVALID_PROGRAM
 */
EnlistLabel *enlist_label_load_bytes (GBytes *bytes, GError **error);

/**
 * enlist_label_verify:
 * @publisher: (out) (optional) (transfer full): who signed it
 *
 * Returns: %TRUE when a trusted publisher's signature holds; otherwise ENLIST_ERROR_UNKNOWN_PUBLISHER or
 * _BAD_SIGNATURE
 */
gboolean enlist_label_verify (EnlistLabel *self, EnlistPublishers *publishers, EnlistPublisher **publisher,
                              GError **error);

/* The same against one key: 32 bytes. */
gboolean enlist_label_verify_key (EnlistLabel *self, GBytes *public_key, GError **error);

const char *enlist_label_get_id         (EnlistLabel *self); /* 16 hex digits */
const char *enlist_label_get_key_id     (EnlistLabel *self); /* of the publisher, 16 hex digits */
guint       enlist_label_get_sequence   (EnlistLabel *self);
const char *enlist_label_get_vendor     (EnlistLabel *self);
const char *enlist_label_get_model      (EnlistLabel *self);
const char *enlist_label_get_hardware   (EnlistLabel *self); /* (nullable) */
const char *enlist_label_get_serial     (EnlistLabel *self); /* (nullable) */
const char *enlist_label_get_device_key (EnlistLabel *self); /* (nullable): 64 hex digits */
/* without one anybody nearby could enroll the device */
gboolean    enlist_label_has_secret     (EnlistLabel *self);
gboolean    enlist_label_locks          (EnlistLabel *self); /* the device's program has a `lock` */

/* (transfer none): zero-terminated; "ble:", "serial:HINT", "tcp:HOST:PORT", "unix:PATH", in the label's
 * order */
const char * const *enlist_label_get_transports (EnlistLabel *self);

/* (transfer full): the same for people: "Bluetooth", "a serial cable (/dev/ttyACM0)", … */
char **enlist_label_dup_ways (EnlistLabel *self);

/*
 * A label may carry several applications, of which one is chosen for a session (docs/format.md, clause 7.2).
 * Steps, sent fields, staying parts and whether the device locks are those of the application in hand, the
 * first one until another is selected.
 */
guint enlist_label_get_n_applications (EnlistLabel *self); /* 1 or more */
guint enlist_label_get_application    (EnlistLabel *self);
void  enlist_label_select_application (EnlistLabel *self, guint n);

/* (transfer full) (nullable): what the application is called, in the user's language; %NULL when there is
 * only one */
char *enlist_label_dup_application_title (EnlistLabel *self, guint n);

/**
 * enlist_label_get_absent_parts:
 *
 * Parts that are not on the label and that nobody has supplied yet.
 *
 * Returns: (transfer none) (array zero-terminated=1): their hashes, 32 hex digits each; valid as long as the
 *   label, even when parts are supplied
 */
const char * const *enlist_label_get_absent_parts (EnlistLabel *self);

/**
 * enlist_label_supply_part:
 * @bytes: from wherever: its hash tells which part it is
 *
 * Returns: %TRUE when it is a part that the label does not carry; otherwise ENLIST_ERROR_BAD_HASH, or
 *   ENLIST_ERROR_DAMAGED or _INVALID_PROGRAM when it is one and does not validate
 */
gboolean enlist_label_supply_part (EnlistLabel *self, GBytes *bytes, GError **error);

/* Bytes, whether it is absent or not; 0 when the label has no such part. @hash: 32 hex digits */
guint enlist_label_get_part_size (EnlistLabel *self, const char *hash);

/* (transfer full) (nullable): a part that the label carries or was supplied with. @hash: 32 hex digits */
GBytes *enlist_label_find_part (EnlistLabel *self, const char *hash);

/* (transfer none): zero-terminated; what stays on the device and runs there after enrollment, in plain
 * language */
const char * const *enlist_label_get_staying_parts (EnlistLabel *self);

/* (transfer none): zero-terminated; what the device is sent, as titles for people: "what leaves the phone" */
const char * const *enlist_label_get_sent_fields (EnlistLabel *self);

/* (transfer full) (element-type EnlistStepItem): all steps of one end, state pending; empty when the
 * application has no such part, or it is absent */
GListModel *enlist_label_list_steps (EnlistLabel *self, EnlistSide side);

/* The representations. */
GBytes *enlist_label_get_payload (EnlistLabel *self);                       /* (transfer none) */
/* one a QR code; 0: version 10, level M */
char  **enlist_label_dup_texts   (EnlistLabel *self, guint max_characters);
char   *enlist_label_dup_uri     (EnlistLabel *self);

/**
 * enlist_label_to_json:
 *
 * Returns: (transfer full): the readable source (docs/label-source.md) that makes this label again, without
 * the device's secret
 */
JsonNode *enlist_label_to_json (EnlistLabel *self);

/* Sizes in bytes, for inspection: {"text", "codes", "payload", "label", "manifest", "parts": {"assist",
 * "device", "config", "app"}}. */
JsonNode *enlist_label_sizes_to_json (EnlistLabel *self);

G_END_DECLS
