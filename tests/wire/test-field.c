/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "diagnostic.h"
#include "field.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

typedef struct {
  EnlistFieldKind kind;
  const char *value;
  EnlistStatus status;
} KindCase;

static const KindCase kind_cases[] = {
  { ENLIST_KIND_TEXT, "\"\"", ENLIST_OK },
  { ENLIST_KIND_TEXT, "\"a\"^1000", ENLIST_OK },
  { ENLIST_KIND_TEXT, "\"a\"^1001", ENLIST_E_RANGE },
  { ENLIST_KIND_TEXT, "\"a\"^1024", ENLIST_E_RANGE },
  { ENLIST_KIND_TEXT, "1", ENLIST_E_TYPE },
  { ENLIST_KIND_TEXT, "h'61'", ENLIST_E_TYPE },

  { ENLIST_KIND_NUMBER, "0", ENLIST_OK },
  { ENLIST_KIND_NUMBER, "9223372036854775807", ENLIST_OK },
  { ENLIST_KIND_NUMBER, "9223372036854775808", ENLIST_E_RANGE },
  { ENLIST_KIND_NUMBER, "-9223372036854775808", ENLIST_OK },
  { ENLIST_KIND_NUMBER, "\"1\"", ENLIST_E_TYPE },
  { ENLIST_KIND_NUMBER, "true", ENLIST_E_TYPE },

  { ENLIST_KIND_CHOICE, "0", ENLIST_OK },
  { ENLIST_KIND_CHOICE, "31", ENLIST_OK },
  { ENLIST_KIND_CHOICE, "-1", ENLIST_E_TYPE },
  { ENLIST_KIND_CHOICE, "\"0\"", ENLIST_E_TYPE },

  { ENLIST_KIND_YES_NO, "true", ENLIST_OK },
  { ENLIST_KIND_YES_NO, "false", ENLIST_OK },
  { ENLIST_KIND_YES_NO, "1", ENLIST_E_TYPE },

  { ENLIST_KIND_DATE, "\"2026-02-28\"", ENLIST_OK },
  { ENLIST_KIND_DATE, "\"2026-12-31\"", ENLIST_OK },
  { ENLIST_KIND_DATE, "\"2024-02-29\"", ENLIST_OK },
  { ENLIST_KIND_DATE, "\"2000-02-29\"", ENLIST_OK },
  { ENLIST_KIND_DATE, "\"0000-02-29\"", ENLIST_OK },
  { ENLIST_KIND_DATE, "\"2026-02-29\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"1900-02-29\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-04-31\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-00-10\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-13-10\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-01-00\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-01-32\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026/01/01\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-1-1\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2026-01-01 \"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "\"2o26-01-01\"", ENLIST_E_RANGE },
  { ENLIST_KIND_DATE, "20260101", ENLIST_E_TYPE },

  { ENLIST_KIND_SECRET, "\"s\"", ENLIST_OK },
  { ENLIST_KIND_SECRET, "\"s\"^256", ENLIST_OK },
  { ENLIST_KIND_SECRET, "\"s\"^257", ENLIST_E_RANGE },
  { ENLIST_KIND_SECRET, "\"\"", ENLIST_E_RANGE },

  { ENLIST_KIND_PLACE, "[\"Vienna\"]", ENLIST_OK },
  { ENLIST_KIND_PLACE, "[\"a\"^64, \"\", \"\", \"b\"^64]", ENLIST_OK },
  { ENLIST_KIND_PLACE, "[]", ENLIST_E_RANGE },
  { ENLIST_KIND_PLACE, "[\"\"]", ENLIST_E_RANGE },
  { ENLIST_KIND_PLACE, "[\"a\"*5]", ENLIST_E_RANGE },
  { ENLIST_KIND_PLACE, "[\"a\"^65]", ENLIST_E_RANGE },
  { ENLIST_KIND_PLACE, "[\"a\", \"b\"^65]", ENLIST_E_RANGE },
  { ENLIST_KIND_PLACE, "[1]", ENLIST_E_TYPE },
  { ENLIST_KIND_PLACE, "\"Vienna\"", ENLIST_E_TYPE },

  { ENLIST_KIND_POSITION, "[482082000, 163738000, 50, 1]", ENLIST_OK },
  { ENLIST_KIND_POSITION, "[900000000, 1800000000, null, 0]", ENLIST_OK },
  { ENLIST_KIND_POSITION, "[-900000000, -1800000000, 0, 3]", ENLIST_OK },
  { ENLIST_KIND_POSITION, "[900000001, 0, null, 0]", ENLIST_E_RANGE },
  { ENLIST_KIND_POSITION, "[0, -1800000001, null, 0]", ENLIST_E_RANGE },
  { ENLIST_KIND_POSITION, "[0, 0, null, 4]", ENLIST_E_RANGE },
  { ENLIST_KIND_POSITION, "[0, 0, -1, 0]", ENLIST_E_TYPE },
  { ENLIST_KIND_POSITION, "[0, 0, null]", ENLIST_E_TYPE },
  { ENLIST_KIND_POSITION, "[0, 0, null, 0, 0]", ENLIST_E_TYPE },

  { ENLIST_KIND_OWNER, "[\"Example\", h'00'^32]", ENLIST_OK },
  { ENLIST_KIND_OWNER, "[\"e\"^64, h'00'^32]", ENLIST_OK },
  { ENLIST_KIND_OWNER, "[\"e\"^65, h'00'^32]", ENLIST_E_RANGE },
  { ENLIST_KIND_OWNER, "[\"\", h'00'^32]", ENLIST_E_RANGE },
  { ENLIST_KIND_OWNER, "[\"Example\", h'00'^31]", ENLIST_E_RANGE },
  { ENLIST_KIND_OWNER, "[\"Example\", h'00'^33]", ENLIST_E_RANGE },
  { ENLIST_KIND_OWNER, "[\"Example\"]", ENLIST_E_TYPE },

  { ENLIST_KIND_NAME, "\"n\"", ENLIST_OK },
  { ENLIST_KIND_NAME, "\"n\"^64", ENLIST_OK },
  { ENLIST_KIND_NAME, "\"n\"^65", ENLIST_E_RANGE },
  { ENLIST_KIND_NAME, "\"\"", ENLIST_E_RANGE },

  { ENLIST_KIND_WIFI, "[\"net\", \"12345678\"]", ENLIST_OK },
  { ENLIST_KIND_WIFI, "[\"n\"^32, \"p\"^63]", ENLIST_OK },
  { ENLIST_KIND_WIFI, "[\"net\", null]", ENLIST_OK },
  { ENLIST_KIND_WIFI, "[\"n\"^33, null]", ENLIST_E_RANGE },
  { ENLIST_KIND_WIFI, "[\"\", null]", ENLIST_E_RANGE },
  { ENLIST_KIND_WIFI, "[\"net\", \"1234567\"]", ENLIST_E_RANGE },
  { ENLIST_KIND_WIFI, "[\"net\", \"p\"^64]", ENLIST_E_RANGE },
  { ENLIST_KIND_WIFI, "[\"net\"]", ENLIST_E_TYPE },

  { ENLIST_KIND_KEY, "[1, h'00'^32]", ENLIST_OK },
  { ENLIST_KIND_KEY, "[3, h'00'^65]", ENLIST_OK },
  { ENLIST_KIND_KEY, "[1, h'00'^31]", ENLIST_E_RANGE },
  { ENLIST_KIND_KEY, "[1, h'00'^66]", ENLIST_E_RANGE },
  { ENLIST_KIND_KEY, "[-1, h'00'^32]", ENLIST_E_TYPE },
  { ENLIST_KIND_KEY, "h'00'^32", ENLIST_E_TYPE },

  { ENLIST_KIND_BYTES, "h''", ENLIST_OK },
  { ENLIST_KIND_BYTES, "h'00'^1000", ENLIST_OK },
  { ENLIST_KIND_BYTES, "h'00'^1001", ENLIST_E_RANGE },
  { ENLIST_KIND_BYTES, "\"\"", ENLIST_E_TYPE },

  { ENLIST_KIND_LIST, "[]", ENLIST_OK },
  { ENLIST_KIND_LIST, "[\"app 1.0\"*32]", ENLIST_OK },
  { ENLIST_KIND_LIST, "[\"app 1.0\"*33]", ENLIST_E_RANGE },
  { ENLIST_KIND_LIST, "[\"a\"^1020]", ENLIST_OK },   /* 1024 bytes of CBOR */
  { ENLIST_KIND_LIST, "[\"a\"^1021]", ENLIST_E_RANGE },
  { ENLIST_KIND_LIST, "[1]", ENLIST_E_TYPE },

  { ENLIST_KIND_COUNT, "1", ENLIST_E_RANGE },
};

static void
test_kinds (void)
{
  for (size_t i = 0; i < N_ELEMENTS (kind_cases); i++)
    {
      const char *name = enlist_field_kind_name (kind_cases[i].kind);

      test_context ("%s %s", name != NULL ? name : "none", kind_cases[i].value);
      CHECK_STATUS (enlist_field_check_value (kind_cases[i].kind, diagnostic_cbor (kind_cases[i].value)),
                    kind_cases[i].status);
    }
}

static void
test_null (void)
{
  for (unsigned kind = 0; kind < ENLIST_KIND_COUNT; kind++)
    CHECK_STATUS (enlist_field_check_value ((EnlistFieldKind) kind, diagnostic_cbor ("null")), ENLIST_OK);
}

static void
test_value_is_cbor (void)
{
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_TEXT, test_hex ("")), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_TEXT, test_hex ("6261")), ENLIST_E_TRUNCATED);
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_TEXT, test_hex ("616100")), ENLIST_E_TRAILING);
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_TEXT, test_hex ("62c328")), ENLIST_E_CBOR);
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_DATE, test_hex ("6a323032362d30312d30ff")),
                ENLIST_E_CBOR);
  CHECK_STATUS (enlist_field_check_value (ENLIST_KIND_NUMBER, test_hex ("1817")), ENLIST_E_CBOR);
}

static void
test_registry (void)
{
  static const char *const names[] = {
    "location",
    "position",
    "owner",
    "name",
    "wifi",
    "device.key",
    "device.serial",
    "device.versions",
    "device.capabilities",
    "endpoint",
    "system.key",
    "installed",
    "remark",
    "asset",
    "admin.secret",
    "interval",
  };
  EnlistFieldInfo info;

  for (unsigned i = 0; i < N_ELEMENTS (names); i++)
    {
      bool sensitive = i == ENLIST_FIELD_WIFI || strcmp (names[i], "admin.secret") == 0;

      CHECK (enlist_field_registered (i, &info));
      CHECK_BYTES (info.name, enlist_slice_text (names[i]));
      CHECK (((info.flags & ENLIST_FIELD_SENSITIVE) != 0) == sensitive);
    }
  CHECK (!enlist_field_registered (N_ELEMENTS (names), &info));
  CHECK (!enlist_field_registered (63, &info));

  CHECK (enlist_field_registered (15, &info) && info.kind == ENLIST_KIND_NUMBER);
  CHECK_TEXT (enlist_field_kind_name (ENLIST_KIND_YES_NO), "yes-no");
  CHECK (enlist_field_kind_name (ENLIST_KIND_COUNT) == NULL);
}

static bool
holds (const EnlistFieldStore *store,
       unsigned                field,
       const char             *value)
{
  EnlistSlice slice;

  return enlist_field_store_get (store, field, &slice) && CHECK_BYTES (slice, diagnostic_cbor (value));
}

static void
test_store_replaces (void)
{
  EnlistFieldStore store;
  EnlistSlice slice;

  enlist_field_store_init (&store, test_memory (21), 21);
  CHECK (!enlist_field_store_get (&store, 3, &slice));
  CHECK_STATUS (enlist_field_store_set (&store, 3, diagnostic_cbor ("\"abc\"")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 127, diagnostic_cbor ("\"def\"")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 0, diagnostic_cbor ("\"xyz\"")), ENLIST_OK);
  CHECK_NUMBER (store.used, 21);

  /* The room of the old value serves the new one. */
  CHECK_STATUS (enlist_field_store_set (&store, 3, diagnostic_cbor ("\"ABC\"")), ENLIST_OK);
  CHECK (holds (&store, 3, "\"ABC\"") && holds (&store, 127, "\"def\"") && holds (&store, 0, "\"xyz\""));

  CHECK_STATUS (enlist_field_store_set (&store, 127, diagnostic_cbor ("1")), ENLIST_OK);
  CHECK_NUMBER (store.used, 18);
  CHECK (holds (&store, 3, "\"ABC\"") && holds (&store, 127, "1") && holds (&store, 0, "\"xyz\""));

  enlist_field_store_remove (&store, 0);
  enlist_field_store_remove (&store, 0);
  enlist_field_store_remove (&store, 500);
  CHECK (!enlist_field_store_get (&store, 0, &slice) && holds (&store, 3, "\"ABC\""));
}

static void
test_store_next (void)
{
  EnlistFieldStore store;
  EnlistSlice slice;
  size_t position = 0;
  unsigned field;

  enlist_field_store_init (&store, NULL, 0);
  CHECK (!enlist_field_store_next (&store, &position, &field, &slice));
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("1")), ENLIST_E_SPACE);

  enlist_field_store_init (&store, test_memory (1100), 1100);
  CHECK_STATUS (enlist_field_store_set (&store, 127, diagnostic_cbor ("h'00'^1021")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 0, diagnostic_cbor ("1")), ENLIST_OK);
  CHECK (enlist_field_store_next (&store, &position, &field, &slice));
  CHECK (field == 127 && slice.size == 1024);
  CHECK (enlist_field_store_next (&store, &position, &field, &slice));
  CHECK_NUMBER (field, 0);
  CHECK_BYTES (slice, diagnostic_cbor ("1"));
  CHECK (!enlist_field_store_next (&store, &position, &field, &slice));
}

static void
test_store_full (void)
{
  EnlistFieldStore store;

  enlist_field_store_init (&store, test_memory (7), 7);
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("\"abc\"")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 2, diagnostic_cbor ("1")), ENLIST_E_SPACE);
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("\"abcd\"")), ENLIST_E_SPACE);
  CHECK (holds (&store, 1, "\"abc\""));
}

static void
test_store_limits (void)
{
  EnlistFieldStore store;
  EnlistSlice slice;

  enlist_field_store_init (&store, test_memory (4096), 4096);
  CHECK_STATUS (enlist_field_store_set (&store, 256, diagnostic_cbor ("1")), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_field_store_set (&store, 1, enlist_slice ("", 0)), ENLIST_E_RANGE);
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("h'00'^1021")),
                ENLIST_OK); /* 1024 bytes */
  CHECK_STATUS (enlist_field_store_set (&store, 2, diagnostic_cbor ("h'00'^1022")), ENLIST_E_RANGE);
  CHECK (!enlist_field_store_get (&store, 256, &slice));
}

static void
test_store_wipes (void)
{
  uint8_t *arena = test_memory (64);
  EnlistFieldStore store;
  EnlistSlice slice;
  unsigned left = 0;

  memset (arena, 0xee, 64);
  enlist_field_store_init (&store, arena, 64);
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("\"secret\"")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 2, diagnostic_cbor ("\"other\"")), ENLIST_OK);
  enlist_field_store_remove (&store, 1);
  CHECK_NUMBER (arena[9], 0);
  enlist_field_store_clear (&store);
  CHECK (!enlist_field_store_get (&store, 2, &slice));
  for (unsigned i = 0; i < 64; i++)
    left |= arena[i];
  CHECK_NUMBER (left, 0);
  CHECK_STATUS (enlist_field_store_set (&store, 1, diagnostic_cbor ("h'00'^59")), ENLIST_OK);
  CHECK_STATUS (enlist_field_store_set (&store, 2, diagnostic_cbor ("1")), ENLIST_E_SPACE);
}

/* Against a store that does nothing clever */
static void
test_store_random (void)
{
  TestRandom random = { 9 };
  uint8_t model[ENLIST_FIELD_COUNT][64];
  size_t sizes[ENLIST_FIELD_COUNT] = { 0 };
  EnlistFieldStore store;

  enlist_field_store_init (&store, test_memory (1000), 1000);
  for (unsigned round = 0; round < 20000; round++)
    {
      unsigned field = test_random_below (&random, ENLIST_FIELD_COUNT);
      uint8_t value[64];
      size_t size = test_random_below (&random, sizeof value + 1);
      EnlistSlice slice;

      test_random_fill (&random, value, sizeof value);
      if (size == 0)
        {
          enlist_field_store_remove (&store, field);
          sizes[field] = 0;
        }
      else if (enlist_field_store_set (&store, field, enlist_slice (value, size)) == ENLIST_OK)
        {
          memcpy (model[field], value, size);
          sizes[field] = size;
        }

      field = test_random_below (&random, ENLIST_FIELD_COUNT);
      if (!CHECK (enlist_field_store_get (&store, field, &slice) == (sizes[field] > 0)))
        return;
      if (sizes[field] > 0 && !CHECK_BYTES (slice, enlist_slice (model[field], sizes[field])))
        return;
    }
}

static const TestCase cases[] = {
  { "/wire/field/9.2-kinds", test_kinds },
  { "/wire/field/9.2-null-is-of-every-kind", test_null },
  { "/wire/field/9.1-value-is-cbor", test_value_is_cbor },
  { "/wire/field/12.2-registry", test_registry },
  { "/wire/field/store-replaces", test_store_replaces },
  { "/wire/field/store-full", test_store_full },
  { "/wire/field/store-next", test_store_next },
  { "/wire/field/9.1-store-limits", test_store_limits },
  { "/wire/field/store-wipes", test_store_wipes },
  { "/wire/field/store-random", test_store_random },
};

TEST_MAIN (cases)
