/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The kinds of field values; the numbers are those of docs/format.md, clause 9.2. */
typedef enum {
  ENLIST_VALUE_TEXT,
  ENLIST_VALUE_NUMBER,
  ENLIST_VALUE_CHOICE,
  ENLIST_VALUE_YES_NO,
  ENLIST_VALUE_DATE,
  ENLIST_VALUE_SECRET,
  ENLIST_VALUE_PLACE,
  ENLIST_VALUE_POSITION,
  ENLIST_VALUE_OWNER,
  ENLIST_VALUE_NAME,
  ENLIST_VALUE_WIFI,
  ENLIST_VALUE_KEY,
  ENLIST_VALUE_BYTES,
  ENLIST_VALUE_LIST,
} EnlistValueKind;

typedef enum {
  ENLIST_POSITION_ENTERED,
  ENLIST_POSITION_SATELLITE,
  ENLIST_POSITION_NETWORK,
  ENLIST_POSITION_MAP,
} EnlistPositionSource;

#define ENLIST_TYPE_VALUE (enlist_value_get_type ())

/**
 * EnlistValue:
 *
 * The value of a field: immutable, reference-counted, always valid for its kind. Constructors check what they
 * are given and answer %NULL with ENLIST_ERROR_USAGE and a message for people (translated, naming the limit).
 * The bytes of a sensitive value are overwritten with the last reference.
 */
typedef struct _EnlistValue EnlistValue;

GType        enlist_value_get_type (void);
EnlistValue *enlist_value_ref      (EnlistValue *self);
void         enlist_value_unref    (EnlistValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EnlistValue, enlist_value_unref)

/* @kind: text, secret, name or date (YYYY-MM-DD) */
EnlistValue *enlist_value_new_text     (EnlistValueKind kind, const char *text, GError **error);
EnlistValue *enlist_value_new_number   (gint64 number);
EnlistValue *enlist_value_new_choice   (guint index);
EnlistValue *enlist_value_new_yes_no   (gboolean yes);
/* Empty or %NULL for what is not known; @site is needed. */
EnlistValue *enlist_value_new_place    (const char *site, const char *building, const char *floor,
                                        const char *room, GError **error);
/* Degrees (WGS 84), metres; a negative @accuracy means that it is not known. */
EnlistValue *enlist_value_new_position (double latitude, double longitude, double accuracy,
                                        EnlistPositionSource source, GError **error);
/* @key: 32 bytes, or %NULL: the session makes or finds the owner's key in the keyring */
EnlistValue *enlist_value_new_owner    (const char *name, GBytes *key, GError **error);
/* @passphrase: %NULL or empty for an open network */
EnlistValue *enlist_value_new_wifi     (const char *ssid, const char *passphrase, GError **error);
/* Not given; any kind. */
EnlistValue *enlist_value_new_null     (EnlistValueKind kind);

EnlistValueKind enlist_value_get_kind (EnlistValue *self);
gboolean        enlist_value_is_null  (EnlistValue *self);

/*
 * What a person reads: "Main site, Building 2, Floor 1", "52.5163, 13.3777 (±12 m)". Sensitive parts are left
 * out: a Wi-Fi network shows its name, a secret shows dots. Newly allocated.
 */
char *enlist_value_to_display (EnlistValue *self);

/*
 * The JSON form of answer files and records (docs/answers.md): text, name, date, secret as string; number;
 * choice as index; boolean; place {"site", "building", "floor", "room"}; position {"latitude", "longitude",
 * "accuracy", "source"}; owner {"name", "key"} or a string; wifi {"ssid", "passphrase"}; key {"type", "key"};
 * bytes as base64url; list as array.
 */
JsonNode    *enlist_value_to_json   (EnlistValue *self);
EnlistValue *enlist_value_from_json (EnlistValueKind kind, JsonNode *node, GError **error);

/* The CBOR bytes of clause 9.2. */
GBytes      *enlist_value_get_cbor  (EnlistValue *self); /* (transfer none) */
EnlistValue *enlist_value_new_cbor  (EnlistValueKind kind, GBytes *cbor, GError **error);

G_END_DECLS
