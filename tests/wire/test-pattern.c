/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "pattern.h"
#include "test.h"

#define N_ELEMENTS(array) (sizeof (array) / sizeof (array)[0])

static void
test_patterns (void)
{
  static const char *const valid[] = {
    "a",
    ".",
    "\xc3\xa4",
    "[a]",
    "[^a]",
    "[a-z]",
    "[a-zA-Z0-9_]",
    "[.$()*+?|{}]",
    "[\\[\\]\\^\\-\\\\]",
    "[a-a]",
    "\\.\\[\\]\\{\\}\\(\\)\\*\\+\\?\\|\\^\\\\",
    "\\n\\r\\t",
    "[\\n-\\r]",
    "a?",
    "a*",
    "a+",
    "a{0}",
    "a{1000}",
    "a{0,}",
    "a{1000,}",
    "a{3,3}",
    "a{0,1000}",
    "a{007}",
    ".{2}[a-z]*\\.",
    "-,/:;<=>@ ~_",
    "a-z",
    "[ -,]",
  };
  static const char *const refused[] = {
    "", "]", "{", "}", "(a)", ")", "a|b", "^a", "a$", "\\$", "*", "a**", "a+?", "?", "\\", "a\\", "\\d",
    "\\-", "\\p{L}", "\\a", "[", "[]", "[^]", "[a", "[a-", "[a-]", "[-a]", "[z-a]", "[\\.]", "[[]",
    "[a^]", "[a-b-c]", "[\\d]", "a{", "a{}", "a{,3}", "a{3", "a{3,2}", "a{3,4", "a{1001}", "a{x}",
    "a{1,1001}", "a{1 }", "a{-1}", "a{1}{2}",
  };

  for (size_t i = 0; i < N_ELEMENTS (valid); i++)
    {
      test_context ("%s", valid[i]);
      CHECK_STATUS (enlist_pattern_check (test_exact (enlist_slice_text (valid[i])), NULL), ENLIST_OK);
    }

  for (size_t i = 0; i < N_ELEMENTS (refused); i++)
    {
      EnlistSlice pattern = test_exact (enlist_slice_text (refused[i]));
      size_t offset = 99;

      test_context ("%s", refused[i]);
      CHECK_STATUS (enlist_pattern_check (pattern, &offset), ENLIST_E_RANGE);
      CHECK (offset <= pattern.size);
      CHECK_STATUS (enlist_pattern_check (pattern, NULL), ENLIST_E_RANGE);
    }
}

static void
test_32_atoms (void)
{
  char pattern[34];

  memset (pattern, 'a', sizeof pattern);
  CHECK_STATUS (enlist_pattern_check (enlist_slice (pattern, 32), NULL), ENLIST_OK);
  CHECK_STATUS (enlist_pattern_check (enlist_slice (pattern, 33), NULL), ENLIST_E_RANGE);
}

static void
test_matches (void)
{
  static const struct {
    const char *pattern;
    const char *text;
    bool matches;
  } table[] = {
    { "a", "a", true },
    { "a", "b", false },
    { "a", "", false },
    { "a", "aa", false },
    { "ab", "ab", true },
    { "ab", "a", false },
    { ".", "x", true },
    { ".", "\xf0\x9f\x98\x80", true },
    { ".", "\n", false },
    { ".", "\r", false },
    { "\\n", "\n", true },
    { "\\t", "\t", true },
    { "\\.", ".", true },
    { "\\.", "x", false },
    { "[$]", "$", true },
    { "[abc]", "b", true },
    { "[abc]", "d", false },
    { "[a-c]", "c", true },
    { "[a-c]", "d", false },
    { "[^a-c]", "d", true },
    { "[^a-c]", "a", false },
    { "[^a]", "\n", true },
    { "[\xc3\xa4-\xc3\xbc]", "\xc3\xb6", true },
    { "[a-z]", "\xc3\xb6", false },
    { "[\\-\\]]", "]", true },
    { "[\\-\\]]", "-", true },
    { "[\\-\\]]", "\\", false },
    { "a?", "", true },
    { "a?", "a", true },
    { "a?", "aa", false },
    { "a*", "", true },
    { "a*", "aaaa", true },
    { "a*", "aab", false },
    { "a+", "", false },
    { "a+", "aaa", true },
    { "a{2}", "a", false },
    { "a{2}", "aa", true },
    { "a{2}", "aaa", false },
    { "a{2,}", "a", false },
    { "a{2,}", "aaaaa", true },
    { "a{1,3}", "", false },
    { "a{1,3}", "aaa", true },
    { "a{1,3}", "aaaa", false },
    { "a{0}", "", true },
    { "a{0}", "a", false },
    { "a{0}b", "b", true },
    { "a*a", "a", true },
    { "a*a", "aaaa", true },
    { "a*a{3}", "aa", false },
    { "a?a?a?aaa", "aaa", true },
    { "a?a?a?aaa", "aaaaaaa", false },
    { ".*x.*", "aaxbb", true },
    { ".*x.*", "aabb", false },
    { ".*x", "xax", true },
    { ".*ab", "aabab", true },
    { "[a-z]*b[a-z]{2}", "abbbxb", true },
    { "[a-z]*b[a-z]{2}", "abxxx", false },
    { "[ab]{2,3}[bc]{2}", "abbc", true },
    { "[ab]{2,3}[bc]{2}", "aabbc", true },
    { "[ab]{2,3}[bc]{2}", "aabb", true },
    { "[ab]{2,3}[bc]{2}", "abc", false },
    { "[ab]{2,3}[bc]{2}", "aaaabc", false },
    { "[A-Z]{2}[0-9]{4,6}-?[a-z]*", "AT1234-x", true },
    { "[A-Z]{2}[0-9]{4,6}-?[a-z]*", "AT123-x", false },
  };

  for (size_t i = 0; i < N_ELEMENTS (table); i++)
    {
      test_context ("%s and %s", table[i].pattern, table[i].text);
      CHECK_STATUS (enlist_pattern_check (enlist_slice_text (table[i].pattern), NULL), ENLIST_OK);
      CHECK (enlist_pattern_matches (test_exact (enlist_slice_text (table[i].pattern)),
                                     test_exact (enlist_slice_text (table[i].text)))
             == table[i].matches);
    }
}

/* What makes matchers that go back take for ever */
static void
test_long_text (void)
{
  uint8_t *text = test_memory (ENLIST_PATTERN_MAX_TEXT + 1);
  char pattern[96] = "";

  memset (text, 'a', ENLIST_PATTERN_MAX_TEXT + 1);
  for (unsigned i = 0; i < 31; i++)
    strcat (pattern, "a*");
  strcat (pattern, "b");
  CHECK_STATUS (enlist_pattern_check (enlist_slice_text (pattern), NULL), ENLIST_OK);
  CHECK (!enlist_pattern_matches (enlist_slice_text (pattern), enlist_slice (text, ENLIST_PATTERN_MAX_TEXT)));
  pattern[strlen (pattern) - 1] = 'a';
  CHECK (enlist_pattern_matches (enlist_slice_text (pattern), enlist_slice (text, ENLIST_PATTERN_MAX_TEXT)));

  CHECK (enlist_pattern_matches (enlist_slice_text ("a*"), enlist_slice (text, ENLIST_PATTERN_MAX_TEXT)));
  CHECK (
      !enlist_pattern_matches (enlist_slice_text ("a*"), enlist_slice (text, ENLIST_PATTERN_MAX_TEXT + 1)));
  CHECK (enlist_pattern_matches (enlist_slice_text ("a{1000}"), enlist_slice (text, 1000)));
  CHECK (!enlist_pattern_matches (enlist_slice_text ("a{1000}"), enlist_slice (text, 1001)));
  CHECK (enlist_pattern_matches (enlist_slice_text ("a{0,1000}"), enlist_slice (text, 1000)));
  CHECK (!enlist_pattern_matches (enlist_slice_text ("a{0,1000}"), enlist_slice (text, 1001)));
}

/* One that goes back over what it has tried, as the definition reads, for patterns of letters and `.` */
typedef struct {
  char character;
  unsigned minimum, maximum;
} Piece;

static bool
slow_match (const Piece *pieces,
            unsigned     n_pieces,
            const char  *text)
{
  if (n_pieces == 0)
    return *text == '\0';

  for (unsigned count = 0;; count++)
    {
      if (count >= pieces[0].minimum && slow_match (pieces + 1, n_pieces - 1, text + count))
        return true;
      if (count == pieces[0].maximum || text[count] == '\0'
          || (pieces[0].character != '.' && pieces[0].character != text[count]))
        return false;
    }
}

static void
test_against_slow (void)
{
  TestRandom random = { 5 };
  unsigned matched = 0;

  for (unsigned round = 0; round < 20000; round++)
    {
      unsigned n_pieces = 1 + test_random_below (&random, 5);
      char pattern[128] = "", text[16];
      Piece pieces[5];
      unsigned length = test_random_below (&random, 9);
      bool expected;

      for (unsigned i = 0; i < n_pieces; i++)
        {
          size_t used = strlen (pattern);

          pieces[i].character = "ab."[test_random_below (&random, 3)];
          pieces[i].minimum = test_random_below (&random, 3);
          pieces[i].maximum = pieces[i].minimum + test_random_below (&random, 3);
          snprintf (pattern + used, sizeof pattern - used, "%c{%u,%u}", pieces[i].character,
                    pieces[i].minimum, pieces[i].maximum);
        }
      for (unsigned i = 0; i < length; i++)
        text[i] = "ab"[test_random_below (&random, 2)];
      text[length] = '\0';

      test_context ("%s and %s", pattern, text);
      expected = slow_match (pieces, n_pieces, text);
      matched += expected;
      CHECK (enlist_pattern_matches (enlist_slice_text (pattern), enlist_slice_text (text)) == expected);
    }
  CHECK (matched > 1000 && matched < 19000);
}

static const TestCase cases[] = {
  { "/wire/pattern/8.3-patterns", test_patterns },
  { "/wire/pattern/11-32-atoms", test_32_atoms },
  { "/wire/pattern/8.3-matches", test_matches },
  { "/wire/pattern/8.3-long-text", test_long_text },
  { "/wire/pattern/8.3-against-a-slow-one", test_against_slow },
};

TEST_MAIN (cases)
