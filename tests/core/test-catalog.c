/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include <unistd.h>

#include <glib/gstdio.h>

#include "await.h"
#include "enlist-catalog-key.h"
#include "enlist-catalogs.h"
#include "enlist-error.h"

#define TEXT "EN1:BB8UY8FWEK4"

typedef struct {
  char *folder;
  char *user;
  char *system;
  EnlistCatalogs *catalogs;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  const char *system_dirs[2] = { NULL };

  fixture->folder = g_dir_make_tmp ("enlist-catalog-XXXXXX", NULL);
  fixture->user = g_build_filename (fixture->folder, "user", NULL);
  fixture->system = g_build_filename (fixture->folder, "system", NULL);
  system_dirs[0] = fixture->system;
  fixture->catalogs = enlist_catalogs_new (fixture->user, system_dirs);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_object_unref (fixture->catalogs);
  remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->user);
  g_free (fixture->system);
}

static void
write_bytes (const char *folder, const char *name, gconstpointer data, gssize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* A catalog of the user's with that file; (transfer full): its folder */
static char *
add_catalog (Fixture *fixture, const char *name, const char *file, const char *content)
{
  char *folder = g_build_filename (fixture->user, name, NULL);

  write_bytes (folder, file, content, -1);

  return folder;
}

static GHashTable *
look_up (EnlistCatalogs *catalogs, const char *key, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_catalogs_lookup_async (catalogs, key, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_catalogs_lookup_finish (catalogs, result, error);
}

static GBytes *
find_label (EnlistCatalogs *catalogs, const char *key, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_catalogs_find_label_async (catalogs, key, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_catalogs_find_label_finish (catalogs, result, error);
}

static GBytes *
find_part (EnlistCatalogs *catalogs, const char *hash, GError **error)
{
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;

  enlist_catalogs_find_part_async (catalogs, hash, NULL, await_ready, &await);
  result = await_result (&await);

  return enlist_catalogs_find_part_finish (catalogs, result, error);
}

static void
assert_field (EnlistCatalogs *catalogs, const char *key, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) fields = look_up (catalogs, key, &error);
  JsonNode *node;

  g_assert_no_error (error);
  node = g_hash_table_lookup (fields, name);
  g_assert_nonnull (node);
  g_assert_cmpstr (json_node_get_string (node), ==, value);
}

static void
assert_label (EnlistCatalogs *catalogs, const char *key, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) label = find_label (catalogs, key, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (label, NULL), g_bytes_get_size (label), content, strlen (content));
}

/* Every word of @words, separated by "|", is in the error's message. */
static void
assert_refused (GError *error, EnlistError code, const char *words)
{
  g_auto (GStrv) all = g_strsplit (words, "|", -1);

  g_assert_error (error, ENLIST_ERROR, (int) code);
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (strstr (error->message, all[i]) == NULL)
        g_error ("“%s” is not in: %s", all[i], error->message);
    }
}

/* Keys. */

static void
test_keys (void)
{
  static const struct {
    const char *text;
    const char *keys; /* separated by blanks */
  } cases[] = {
    { "SN-0001", "SN0001" },
    { "  sn 0001\n", "SN0001" },
    { "4006381333931", "04006381333931" },
    { "400-6381 333931", "04006381333931" },
    { "04006381333931", "04006381333931" },
    { "036000291452", "00036000291452" },
    { "96385074", "00000096385074" },
    { "4006381333932", "4006381333932" },
    { "12345", "12345" },
    { "(01)04006381333931", "04006381333931" },
    { "(21)ab-12", "AB12" },
    { "(01) 04006381333931 (21) ab-12", "(01)04006381333931(21)AB12 AB12 04006381333931" },
    { "(21)AB12(01)04006381333931", "(01)04006381333931(21)AB12 AB12 04006381333931" },
    { "]C1010400638133393121AB12", "(01)04006381333931(21)AB12 AB12 04006381333931" },
    { "]C121AB12\x1d"
      "0104006381333931",
      "(01)04006381333931(21)AB12 AB12 04006381333931" },
    { "]C110LOT7\x1d"
      "21AB12\x1d"
      "17260131",
      "AB12" },
    { "]C1172601310104006381333931", "04006381333931" },
    { "010400638133393121AB12", "(01)04006381333931(21)AB12 AB12 04006381333931" },
    { "(01)04006381333931(10)LOT7(21)X(240)9", "(01)04006381333931(21)X X 04006381333931" },
    { "0112345678901234XY", "0112345678901234XY" },
    { "Müller 7", "Mü"
                  "LLER7" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) keys = enlist_catalog_key_list (cases[i].text, &error);
      g_autofree char *joined = keys != NULL ? g_strjoinv (" ", keys) : NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (joined, ==, cases[i].keys);
    }
}

static void
test_key_errors (void)
{
  g_autofree char *longest = g_strnfill (ENLIST_CATALOG_KEY_MAX, 'x');
  g_autofree char *too_long = g_strnfill (ENLIST_CATALOG_KEY_MAX + 1, 'x');
  g_autofree char *normal = enlist_catalog_key_normalize (longest, NULL);
  g_autofree char *shown = NULL;
  const char *const refused[] = {
    "", " - ", "a\x01", "a\xff", too_long, "(01)04006381333932(21)A", "]C10104006381333932"
  };

  g_assert_nonnull (normal);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (enlist_catalog_key_list (refused[i], &error));
      g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
    }
  shown = enlist_catalog_key_to_display ("]C1172601310104006381333931"
                                         "21AB-12\x1d");
  g_assert_cmpstr (shown, ==, "(01)04006381333931 (21)AB12");
  g_clear_pointer (&shown, g_free);
  shown = enlist_catalog_key_to_display (" SN-1\x1d\n");
  g_assert_cmpstr (shown, ==, "SN-1 ");
  g_assert_true (enlist_catalog_key_is_mistyped ("4006381-333932"));
  g_assert_false (enlist_catalog_key_is_mistyped ("4006381-333931"));
  g_assert_false (enlist_catalog_key_is_mistyped ("400638133393"
                                                  "21"));
  g_assert_false (enlist_catalog_key_is_mistyped ("123456789"));
  g_assert_true (enlist_catalog_key_is_plausible (" SN-1 "));
  g_assert_false (enlist_catalog_key_is_plausible ("serial"));
  g_assert_false (enlist_catalog_key_is_plausible ("https://example.com/1"));
  g_assert_false (enlist_catalog_key_is_plausible ("1\n2"));
  g_assert_false (enlist_catalog_key_is_plausible (too_long));
}

/* catalog.json */

static void
test_json (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder =
      add_catalog (fixture, "site", "catalog.json",
                   "{\"enlist-catalog\": 1, \"name\": \"Site\", \"entries\": {"
                   "\"SN-0001\": {\"label\": \"labels/1.txt\", \"fields\": {\"name\": \"Pump\"}},"
                   "\"4006381333931\": {\"label\": \"" TEXT "\"},"
                   "\"(01)04006381333931(21)7\": {\"fields\": {\"name\": \"Seven\"}},"
                   " \"a\\u0062\\\"c\" : { \"fields\" : {\"name\":\"}\\\"{\"} } \n} }\n");
  g_autoptr (GError) error = NULL;

  write_bytes (folder, "labels/1.txt", TEXT "\n", -1);
  assert_field (fixture->catalogs, "sn 0001", "name", "Pump");
  assert_field (fixture->catalogs, "ab\"c", "name", "}\"{");
  assert_label (fixture->catalogs, "SN-0001", TEXT "\n");
  assert_label (fixture->catalogs, "04006381333931", TEXT);
  /* the most specific that has what is asked for */
  assert_label (fixture->catalogs, "]C10104006381333931217", TEXT);
  assert_field (fixture->catalogs, "]C10104006381333931217", "name", "Seven");

  g_assert_null (look_up (fixture->catalogs, "SN-0002", &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, "SN-0002|Site");
  g_clear_error (&error);
  g_assert_null (look_up (fixture->catalogs, "4006381333931", &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, "Site");
  g_clear_error (&error);
  g_assert_null (find_label (fixture->catalogs, "4006381333932", &error));
  assert_refused (error, ENLIST_ERROR_USAGE, "typing mistake");
}

static void
test_json_errors (Fixture *fixture, gconstpointer user_data)
{
  static const struct {
    const char *content;
    const char *words;
  } cases[] = {
    { "", "catalog.json:1:|no JSON object" },
    { "\n\n{\"a\" 1}", "catalog.json:3:|no JSON object" },
    { "{\"a\": 1,}", "catalog.json:1:|no JSON object" },
    { "{\"a\": 1} x", "catalog.json:1:|no JSON object" },
    { "{\"a\": \xff}", "catalog.json:1:|UTF-8" },
    { "{\"name\": nonsense}", "/name" },
    { "{\"name\": }", "/name" },
    { "{\"name\": \"A\", \"name\": \"B\"}", "/name|twice" },
    { "{\"name\": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}", "no JSON object" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\n\"1\": {}\n\"2\": {}}}",
      "/entries/1|Parse error" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {]}}", "/entries/1" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {}, \"1\": {}}}", "/entries/1|twice" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {}", "catalog.json:1:" },
    { "[]", "catalog.json:1:|no JSON object" },
    { "{", "catalog.json:1:|no JSON object" },
    { "{\"name\": \"A\"}", "/enlist-catalog|begins with" },
    { "{\"enlist-catalog\": 2, \"name\": \"A\"}", "/enlist-catalog|update Enlist" },
    { "{\"enlist-catalog\": 1}", "/name|1 to 64" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entry\": {}}", "/entry|nothing else" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": []}", "/entries|object" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"a/b~1\": 1}}", "/entries/a~1b~01|object" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"lable\": \"\"}}}",
      "/entries/1/lable" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"label\": 1}}}", "/entries/1/label" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"fields\": []}}}",
      "/entries/1/fields" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"fields\": {\"1a\": 1}}}}",
      "/entries/1/fields|1a" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"A-1\": {}, \"a1\": {}}}",
      "/entries/a1|twice" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"\": {}}}", "/entries/|empty" },
    { "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"(01)04006381333932\": {}}}",
      "typing mistake" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = add_catalog (fixture, "bad", "catalog.json", cases[i].content);
      g_autoptr (GError) error = NULL;

      g_assert_null (look_up (fixture->catalogs, "1", &error));
      assert_refused (error, ENLIST_ERROR_CATALOG, cases[i].words);
      assert_refused (error, ENLIST_ERROR_CATALOG, folder);
    }
}

static char *
make_fields (guint count)
{
  GString *text =
      g_string_new ("{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"fields\": {");

  for (guint i = 0; i < count; i++)
    g_string_append_printf (text, "%s\"f%u\": \"x\"", i > 0 ? "," : "", i);
  g_string_append (text, "}}}}");

  return g_string_free (text, FALSE);
}

static void
test_limits (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *most = make_fields (ENLIST_CATALOG_MAX_FIELDS);
  g_autofree char *more = make_fields (ENLIST_CATALOG_MAX_FIELDS + 1);
  g_autofree char *large = g_strnfill (ENLIST_CATALOG_MAX_LABEL + 1, 'x');
  g_autofree char *folder = add_catalog (fixture, "a", "catalog.json", most);
  g_autoptr (GBytes) label = NULL;
  g_autoptr (GError) error = NULL;

  assert_field (fixture->catalogs, "1", "f63", "x");
  write_bytes (folder, "catalog.json", more, -1);
  g_assert_null (look_up (fixture->catalogs, "1", &error));
  assert_refused (error, ENLIST_ERROR_CATALOG, "/entries/1/fields|64");
  g_clear_error (&error);

  write_bytes (folder, "catalog.json",
               "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"label\": \"l\"}}}", -1);
  write_bytes (folder, "l", large, ENLIST_CATALOG_MAX_LABEL);
  label = find_label (fixture->catalogs, "1", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (label), ==, ENLIST_CATALOG_MAX_LABEL);
  write_bytes (folder, "l", large, ENLIST_CATALOG_MAX_LABEL + 1);
  g_assert_null (find_label (fixture->catalogs, "1", &error));
  assert_refused (error, ENLIST_ERROR_CATALOG, "larger than 65536");
}

/* Sparse: nothing of that size is written. */
static void
test_file_limit (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = add_catalog (fixture, "a", "catalog.json", "{}");
  g_autofree char *path = g_build_filename (folder, "catalog.json", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (path, ENLIST_CATALOG_MAX_FILE + 1), ==, 0);
  g_assert_null (look_up (fixture->catalogs, "1", &error));
  assert_refused (error, ENLIST_ERROR_CATALOG, "larger than 67108864");
}

/* entries.csv */

static void
test_csv (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *comma = add_catalog (fixture, "list", "entries.csv",
                                        "\xef\xbb\xbfkey,label,name,remark\r\n"
                                        "SN-1," TEXT ",\"Pump, \"\"left\"\"\",\r\n"
                                        "SN-2,,Valve,\"two\r\nlines\"\r\n"
                                        "\r\n");
  g_autofree char *semicolon = add_catalog (fixture, "list2", "entries.csv", "key;name\nSN-3;A,B\nSN-4;");
  g_autoptr (GHashTable) fields = NULL;
  g_autoptr (GError) error = NULL;

  assert_label (fixture->catalogs, "sn1", TEXT);
  assert_field (fixture->catalogs, "sn1", "name", "Pump, \"left\"");
  assert_field (fixture->catalogs, "SN-2", "remark", "two\r\nlines");
  assert_field (fixture->catalogs, "SN-3", "name", "A,B");
  fields = look_up (fixture->catalogs, "sn1", NULL);
  g_assert_cmpuint (g_hash_table_size (fields), ==, 1);

  /* Nothing is known of it, and the folders are the names. */
  g_assert_null (look_up (fixture->catalogs, "SN-4", &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, "list, list2");
}

static void
test_csv_errors (Fixture *fixture, gconstpointer user_data)
{
  static const struct {
    const char *content;
    const char *words;
  } cases[] = {
    { "", ":1:|“key”" },
    { "name,key\n", ":1:|“key”" },
    { "key,1a\n", ":1:|column 2" },
    { "key,a,a\n", ":1:|columns 2 and 3" },
    { "key,a\n1,2,3\n", ":2:|3 cells" },
    { "key,a\n1,2\n2\n", ":3:|1 cells" },
    { "key,a\n1,\"2\n", ":2:|never closed" },
    { "key,a\n1,\"2\"3\n", ":2:|closing quotation mark" },
    { "key,a\n\"1\n2\",3\n4\n", ":4:|1 cells" },
    { "key,a\n1,2\n 1,3\n", ":3:|twice" },
    { "key,a\n,2\n", ":2:|empty" },
    { "key,a\n1,\xff\n", "UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = add_catalog (fixture, "bad", "entries.csv", cases[i].content);
      g_autoptr (GError) error = NULL;

      g_assert_null (look_up (fixture->catalogs, "1", &error));
      assert_refused (error, ENLIST_ERROR_CATALOG, cases[i].words);
      assert_refused (error, ENLIST_ERROR_CATALOG, "entries.csv");
    }
}

static void
test_values (void)
{
  static const struct {
    EnlistValueKind kind;
    const char *text;
    const char *shown; /* NULL: refused */
  } cases[] = {
    { ENLIST_VALUE_NUMBER, " 12 ", "12" },
    { ENLIST_VALUE_NUMBER, "-3", "-3" },
    { ENLIST_VALUE_NUMBER, "12 m", NULL },
    { ENLIST_VALUE_YES_NO, "Yes", "Yes" },
    { ENLIST_VALUE_YES_NO, "0", "No" },
    { ENLIST_VALUE_YES_NO, "maybe", NULL },
    { ENLIST_VALUE_POSITION, "52.5, 13.25", "52.50000, 13.25000" },
    { ENLIST_VALUE_POSITION, "52.5", NULL },
    { ENLIST_VALUE_PLACE, "Main site", "Main site" },
    { ENLIST_VALUE_LIST, "a; b", "a, b" },
    { ENLIST_VALUE_DATE, "2026-01-31", "2026-01-31" },
    { ENLIST_VALUE_TEXT, " as it is ", " as it is " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), cases[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (EnlistValue) value = enlist_catalog_read_value (cases[i].kind, node, &error);
      g_autofree char *shown = value != NULL ? enlist_value_to_display (value) : NULL;

      g_test_message ("%s: %s", cases[i].text, shown);
      if (cases[i].kind == ENLIST_VALUE_DATE)
        g_assert_no_error (error);
      else
        g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

/* Paths. */

static void
test_nothing_outside_the_folder (Fixture *fixture, gconstpointer user_data)
{
  static const char *const labels[] = {
    "../secret.txt", "/etc/passwd", "labels/../../secret.txt", "link", "linked/secret.txt", "pipe",
    "labels",        "nowhere"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *content = g_strdup_printf (
          "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"label\": \"%s\"}}}", labels[i]);
      g_autofree char *folder = add_catalog (fixture, "a", "catalog.json", content);
      g_autofree char *link = g_build_filename (folder, "link", NULL);
      g_autofree char *linked = g_build_filename (folder, "linked", NULL);
      g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
      g_autoptr (GError) error = NULL;

      write_bytes (fixture->user, "secret.txt", TEXT, -1);
      write_bytes (folder, "labels/inside.txt", TEXT, -1);
      if (i == 0)
        {
          g_assert_cmpint (symlink ("../secret.txt", link), ==, 0);
          g_assert_cmpint (symlink ("..", linked), ==, 0);
          g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
        }
      g_assert_null (find_label (fixture->catalogs, "1", &error));
      assert_refused (error, ENLIST_ERROR_CATALOG, labels[i]);
    }
}

static void
test_links_inside_the_folder (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder =
      add_catalog (fixture, "a", "catalog.json",
                   "{\"enlist-catalog\": 1, \"name\": \"A\", \"entries\": {\"1\": {\"label\": \"link\"}}}");
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *other = g_build_filename (fixture->user, "b", NULL);

  write_bytes (folder, "labels/inside.txt", TEXT, -1);
  g_assert_cmpint (symlink ("labels/inside.txt", link), ==, 0);
  assert_label (fixture->catalogs, "1", TEXT);

  /* The folder itself may be anywhere. */
  g_assert_cmpint (g_mkdir_with_parents (fixture->system, 0700), ==, 0);
  g_assert_cmpint (g_rename (folder, other), ==, 0);
  {
    g_autofree char *outside = g_build_filename (fixture->folder, "outside", NULL);

    g_assert_cmpint (g_rename (other, outside), ==, 0);
    g_assert_cmpint (symlink (outside, other), ==, 0);
  }
  assert_label (fixture->catalogs, "1", TEXT);
}

static void
test_parts (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *part = g_strnfill (ENLIST_CATALOG_MAX_PART, 'p');
  g_autofree char *checksum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) part, ENLIST_CATALOG_MAX_PART);
  g_autofree char *hash = g_strndup (checksum, 32);
  g_autofree char *upper = g_ascii_strup (hash, -1);
  g_autofree char *name = g_build_filename ("parts", hash, NULL);
  g_autofree char *name_with_suffix = g_strconcat (name, ".part", NULL);
  g_autofree char *a = add_catalog (fixture, "a", "entries.csv", "key\n");
  g_autofree char *b = add_catalog (fixture, "b", "entries.csv", "key\n");
  g_autoptr (GBytes) found = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (find_part (fixture->catalogs, hash, &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, hash);
  g_clear_error (&error);

  write_bytes (a, name, part, 7);
  g_assert_null (find_part (fixture->catalogs, hash, &error));
  assert_refused (error, ENLIST_ERROR_BAD_HASH, hash);
  g_clear_error (&error);

  write_bytes (b, name, part, ENLIST_CATALOG_MAX_PART);
  found = find_part (fixture->catalogs, upper, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (found), ==, ENLIST_CATALOG_MAX_PART);
  g_clear_pointer (&found, g_bytes_unref);
  write_bytes (a, name_with_suffix, part, ENLIST_CATALOG_MAX_PART);
  remove_file (a, name);
  remove_file (b, name);
  found = find_part (fixture->catalogs, hash, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);

  g_assert_null (find_part (fixture->catalogs, "../../secret", &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_USAGE);
}

/* Several, and changes. */

static void
test_order (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *added = g_build_filename (fixture->folder, "added", NULL);
  g_autofree char *system = g_build_filename (fixture->system, "0", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *broken = NULL;
  g_autoptr (GFile) folder = g_file_new_for_path (added);

  write_bytes (system, "entries.csv", "key,name\n1,system\n2,system\n", -1);
  assert_field (fixture->catalogs, "1", "name", "system");
  second = add_catalog (fixture, "b", "entries.csv", "key,name\n1,second\n");
  assert_field (fixture->catalogs, "1", "name", "second");
  first = add_catalog (fixture, "a", "entries.csv", "key,name\n1,first\n");
  assert_field (fixture->catalogs, "1", "name", "first");
  broken = add_catalog (fixture, "0broken", "entries.csv", "no\n");
  assert_field (fixture->catalogs, "1", "name", "first");
  assert_field (fixture->catalogs, "2", "name", "system");

  write_bytes (added, "entries.csv", "key,name\n1,added\n", -1);
  enlist_catalogs_add_folder (fixture->catalogs, folder);
  assert_field (fixture->catalogs, "1", "name", "added");
}

static void
test_list (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *good = add_catalog (fixture, "good", "entries.csv", "key,name\n1,a\n2,b\n");
  g_autofree char *broken = add_catalog (fixture, "broken", "entries.csv", "no\n");
  g_autofree char *empty = add_catalog (fixture, "empty", "README", "");
  Await await = { 0 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) catalogs = NULL;
  g_auto (GStrv) problems = NULL;
  g_autofree char *name = NULL;

  enlist_catalogs_list_async (fixture->catalogs, NULL, await_ready, &await);
  result = await_result (&await);
  catalogs = enlist_catalogs_list_finish (fixture->catalogs, result, &problems, NULL);
  g_assert_cmpuint (catalogs->len, ==, 1);
  name = enlist_catalog_dup_name (g_ptr_array_index (catalogs, 0));
  g_assert_cmpstr (name, ==, "good");
  g_assert_cmpuint (enlist_catalog_get_n_entries (g_ptr_array_index (catalogs, 0)), ==, 2);
  g_assert_cmpuint (g_strv_length (problems), ==, 2);
}

static void
test_changes_are_noticed (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = add_catalog (fixture, "a", "entries.csv", "key,name\n1,old\n");
  g_autofree char *path = g_build_filename (folder, "entries.csv", NULL);
  g_autoptr (GError) error = NULL;

  assert_field (fixture->catalogs, "1", "name", "old");
  write_bytes (folder, "entries.csv", "key,name\n1,new\n", -1);
  assert_field (fixture->catalogs, "1", "name", "new");
  write_bytes (folder, "catalog.json", "{\"enlist-catalog\": 1, \"name\": \"B\", \"entries\": {\"2\": {}}}",
               -1);
  g_assert_null (look_up (fixture->catalogs, "3", &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, "B");
  g_clear_error (&error);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_null (look_up (fixture->catalogs, "1", &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
}

static void
test_nothing_there (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (fixture->catalogs, "1", &error));
  assert_refused (error, ENLIST_ERROR_NOT_FOUND, "there is no catalog");
}

static void
test_cancelled (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = add_catalog (fixture, "a", "entries.csv", "key,name\n1,old\n");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Await await = { 0 };

  g_cancellable_cancel (cancellable);
  enlist_catalogs_lookup_async (fixture->catalogs, "1", cancellable, await_ready, &await);
  result = await_result (&await);
  g_assert_null (enlist_catalogs_lookup_finish (fixture->catalogs, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static char *
make_many (gboolean json, guint count)
{
  GString *text = g_string_new (json ? "{\"enlist-catalog\": 1, \"name\": \"Many\", \"entries\": {"
                                     : "key,label,name,place\n");

  for (guint i = 0; i < count; i++)
    {
      if (json)
        g_string_append_printf (text,
                                "%s\"SN-%07u\": {\"label\": \"labels/%07u.enlist\", \"fields\": {\"name\": "
                                "\"Device %u\", \"location\": {\"site\": \"Main\", \"room\": \"%u\"}}}",
                                i > 0 ? ",\n" : "", i, i, i, i % 500);
      else
        g_string_append_printf (text, "SN-%07u,labels/%07u.enlist,Device %u,Main %u\n", i, i, i, i % 500);
    }
  if (json)
    g_string_append (text, "}}\n");

  return g_string_free (text, FALSE);
}

static void
test_many (Fixture *fixture, gconstpointer user_data)
{
  gboolean json = GPOINTER_TO_INT (user_data);
  guint count = g_test_perf () ? 100000 : 10000;
  g_autofree char *content = make_many (json, count);
  g_autofree char *folder = add_catalog (fixture, "many", json ? "catalog.json" : "entries.csv", content);
  gint64 start = g_get_monotonic_time ();
  gint64 loaded, found;

  assert_field (fixture->catalogs, "SN-0000000", "name", "Device 0");
  loaded = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    {
      guint number = i * (count / 1000);
      g_autofree char *key = g_strdup_printf ("sn%07u", number);
      g_autofree char *name = g_strdup_printf ("Device %u", number);

      assert_field (fixture->catalogs, key, "name", name);
    }
  found = g_get_monotonic_time ();

  if (g_test_perf () && json)
    {
      g_autoptr (JsonParser) peer = json_parser_new ();

      g_assert_true (json_parser_load_from_data (peer, content, -1, NULL));
      g_test_message ("reading takes %.2f of what JSON-GLib takes for the file as a whole",
                      (double) (loaded - start) / (g_get_monotonic_time () - found));
    }
  g_test_message ("%u entries of %s: read in %d ms, then %.3f ms a look-up", count, json ? "JSON" : "CSV",
                  (int) ((loaded - start) / 1000), (found - loaded) / 1000000.0);
}

static void
test_entry_limit (Fixture *fixture, gconstpointer user_data)
{
  GString *text = g_string_new ("key\n");
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < ENLIST_CATALOG_MAX_ENTRIES; i++)
    g_string_append_printf (text, "x%u\n", i);
  folder = add_catalog (fixture, "a", "entries.csv", text->str);
  g_assert_null (look_up (fixture->catalogs, "y", &error));
  g_assert_error (error, ENLIST_ERROR, ENLIST_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_string_append (text, "y\n");
  write_bytes (folder, "entries.csv", text->str, -1);
  g_assert_null (look_up (fixture->catalogs, "y", &error));
  assert_refused (error, ENLIST_ERROR_CATALOG, ":250002:|more than 250000");
  g_string_free (text, TRUE);
}

#define ADD(name, data, function)                                                                            \
  g_test_add ("/core/catalog/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/core/catalog/4.8-keys", test_keys);
  g_test_add_func ("/core/catalog/4.8-key-errors", test_key_errors);
  g_test_add_func ("/core/catalog/values", test_values);
  ADD ("json", NULL, test_json);
  ADD ("json-errors", NULL, test_json_errors);
  ADD ("limits", NULL, test_limits);
  ADD ("file-limit", NULL, test_file_limit);
  ADD ("entry-limit", NULL, test_entry_limit);
  ADD ("csv", NULL, test_csv);
  ADD ("csv-errors", NULL, test_csv_errors);
  ADD ("nothing-outside-the-folder", NULL, test_nothing_outside_the_folder);
  ADD ("links-inside-the-folder", NULL, test_links_inside_the_folder);
  ADD ("7.3-parts", NULL, test_parts);
  ADD ("order", NULL, test_order);
  ADD ("list", NULL, test_list);
  ADD ("changes-are-noticed", NULL, test_changes_are_noticed);
  ADD ("nothing-there", NULL, test_nothing_there);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("many/json", GINT_TO_POINTER (TRUE), test_many);
  ADD ("many/csv", GINT_TO_POINTER (FALSE), test_many);

  return g_test_run ();
}
