/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#pragma once

#include "glib-subset.h"

/*
 * As much of json-glib as the vectors of tests/conformance use; names, ownership and meaning are json-glib's.
 * Numbers are whole numbers.
 */

typedef struct _JsonNode JsonNode;
typedef struct _JsonObject JsonObject;
typedef struct _JsonArray JsonArray;

typedef enum {
  JSON_NODE_OBJECT,
  JSON_NODE_ARRAY,
  JSON_NODE_VALUE,
  JSON_NODE_NULL,
} JsonNodeType;

/* @text is JSON that the build made of a file; anything else ends the program. */
JsonNode *subset_json_parse (const char *text);

JsonNode    *json_node_alloc       (void);
JsonNode    *json_node_new         (JsonNodeType type);
JsonNode    *json_node_init_object (JsonNode *node, JsonObject *object);
JsonNode    *json_node_init_array  (JsonNode *node, JsonArray *array);
JsonNode    *json_node_init_string (JsonNode *node, const char *text);
JsonNode    *json_node_init_int    (JsonNode *node, gint64 number);
JsonNode    *json_node_init_boolean (JsonNode *node, gboolean truth);
void         json_node_unref       (JsonNode *node);
gboolean     json_node_equal       (gconstpointer a, gconstpointer b);
JsonNodeType json_node_get_node_type (JsonNode *node);
JsonObject  *json_node_get_object  (JsonNode *node);
JsonArray   *json_node_get_array   (JsonNode *node);
const char  *json_node_get_string  (JsonNode *node);
gint64       json_node_get_int     (JsonNode *node);
gboolean     json_node_get_boolean (JsonNode *node);
char        *json_to_string        (JsonNode *node, gboolean pretty);

JsonObject  *json_object_new                (void);
void         json_object_unref              (JsonObject *object);
guint        json_object_get_size           (JsonObject *object);
GList       *json_object_get_members        (JsonObject *object);
gboolean     json_object_has_member         (JsonObject *object, const char *name);
JsonNode    *json_object_get_member         (JsonObject *object, const char *name);
gboolean     json_object_get_null_member    (JsonObject *object, const char *name);
gint64       json_object_get_int_member     (JsonObject *object, const char *name);
gboolean     json_object_get_boolean_member (JsonObject *object, const char *name);
const char  *json_object_get_string_member  (JsonObject *object, const char *name);
JsonObject  *json_object_get_object_member  (JsonObject *object, const char *name);
JsonArray   *json_object_get_array_member   (JsonObject *object, const char *name);
void         json_object_set_member         (JsonObject *object, const char *name, JsonNode *node);
void         json_object_set_null_member    (JsonObject *object, const char *name);
void         json_object_set_int_member     (JsonObject *object, const char *name, gint64 number);
void         json_object_set_boolean_member (JsonObject *object, const char *name, gboolean truth);
void         json_object_set_string_member  (JsonObject *object, const char *name, const char *text);
void         json_object_set_object_member  (JsonObject *object, const char *name, JsonObject *member);
void         json_object_set_array_member   (JsonObject *object, const char *name, JsonArray *member);

JsonArray   *json_array_new                (void);
void         json_array_unref              (JsonArray *array);
guint        json_array_get_length         (JsonArray *array);
JsonNode    *json_array_get_element        (JsonArray *array, guint index);
gboolean     json_array_get_null_element   (JsonArray *array, guint index);
gint64       json_array_get_int_element    (JsonArray *array, guint index);
const char  *json_array_get_string_element (JsonArray *array, guint index);
JsonObject  *json_array_get_object_element (JsonArray *array, guint index);
JsonArray   *json_array_get_array_element  (JsonArray *array, guint index);
void         json_array_add_element        (JsonArray *array, JsonNode *node);
void         json_array_add_null_element   (JsonArray *array);
void         json_array_add_int_element    (JsonArray *array, gint64 number);
void         json_array_add_boolean_element (JsonArray *array, gboolean truth);
void         json_array_add_string_element (JsonArray *array, const char *text);
void         json_array_add_object_element (JsonArray *array, JsonObject *element);
void         json_array_add_array_element  (JsonArray *array, JsonArray *element);

SUBSET_DEFINE_AUTO (JsonNode, json_node_unref)
SUBSET_DEFINE_AUTO (JsonObject, json_object_unref)
SUBSET_DEFINE_AUTO (JsonArray, json_array_unref)
