/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: The Enlist authors */
#include "stage.h"

#include "enlist-columns.h"
#include "enlist-label-compiler.h"
#include "enlist-navigation.h"
#include "enlist-prompt-private.h"
#include "enlist-question-factory.h"
#include "enlist-step-row.h"

/* The widgets one by one: what is typed becomes the answer, what is wrong is said, what comes from a label
   stays text. */

typedef struct {
  EnlistLabel *label;
  GPtrArray *prompts; /* of the label's `ask` steps */
} Fixture;

static EnlistLabel *
compile_label (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("ENLIST_TEST_APP"), "every-kind.json", NULL);
  const char *const transports[] = { "ble:", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EnlistPublisherKey) key = enlist_publisher_key_generate ("Example Instruments", &error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  EnlistLabel *label;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  label = enlist_label_compile (json_parser_get_root (parser), "every-kind.json", transports, NULL, key,
                                &error);
  g_assert_no_error (error);
  return label;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  EnlistProgramWalk walk;
  EnlistStep step;

  fixture->label = compile_label ();
  fixture->prompts = g_ptr_array_new_with_free_func (g_object_unref);
  g_assert_cmpint (enlist_program_walk_init (&walk,
                                             enlist_label_get_program (fixture->label,
                                                                       ENLIST_SIDE_ASSISTANT)), ==,
                   ENLIST_OK);
  while (enlist_program_walk_next (&walk, &step))
    if (step.operation == ENLIST_OP_ASK)
      g_ptr_array_add (fixture->prompts, enlist_prompt_new (fixture->label, &step));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_ptr_array_unref (fixture->prompts);
  g_object_unref (fixture->label);
}

static EnlistQuestionItem *
find_question (Fixture    *fixture,
               const char *field)
{
  for (guint i = 0; i < fixture->prompts->len; i++)
    {
      EnlistQuestionItem *item = enlist_prompt_find_question (g_ptr_array_index (fixture->prompts, i), field);

      if (item != NULL)
        return item;
    }
  g_assert_not_reached ();
}

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type,
           guint     *skip)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*skip)-- == 0)
    return widget;

  for (GtkWidget *child =
    gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type, skip);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
get_nth (GtkWidget *widget,
         GType      type,
         guint      n)
{
  GtkWidget *found = find_type (widget, type, &n);

  g_assert_nonnull (found);
  return found;
}

static void
type (GtkWidget  *group,
      guint       n,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get_nth (group, ADW_TYPE_ENTRY_ROW, n)), text);
}

static GtkWidget *
create_group (EnlistQuestionItem *item)
{
  GtkWidget *group = enlist_question_factory_create (item, NULL);

  g_assert_nonnull (group);
  g_object_ref_sink (group);
  return group;
}

static void
assert_answer (EnlistQuestionItem *item,
               const char         *json)
{
  EnlistValue *value = enlist_question_item_get_answer (item);
  g_autoptr (JsonNode) expected = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (json == NULL)
    {
      g_assert_null (value);
      return;
    }
  g_assert_nonnull (value);
  expected = json_from_string (json, NULL);
  g_assert_nonnull (expected);
  node = enlist_value_to_json (value);
  g_assert_true (json_node_equal (node, expected));
}

static gboolean
shows_error (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "error") && gtk_widget_get_visible (widget))
    return *gtk_label_get_text (GTK_LABEL (widget)) != '\0';

  for (GtkWidget *child =
    gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_error (child))
      return TRUE;
  return FALSE;
}

static void
test_text (Fixture       *fixture,
           gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "asset");
  g_autoptr (GtkWidget) group = create_group (item);

  assert_answer (item, NULL);
  g_assert_false (shows_error (group));
  type (group, 0, "  AB-1 ");
  assert_answer (item, "\"AB-1\"");
  type (group, 0, "twelve chars");
  assert_answer (item, "\"twelve chars\"");
  type (group, 0, "thirteen char");
  assert_answer (item, NULL);
  g_assert_true (shows_error (group));
  type (group, 0, "");
  assert_answer (item, NULL);
  g_assert_false (shows_error (group));
}

static void
test_number (Fixture       *fixture,
             gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "depth");
  g_autoptr (GtkWidget) group = create_group (item);
  static const char *const wrong[] = { "9", "301", "ten", "1.5", "99999999999999999999" };

  type (group, 0, "10");
  assert_answer (item, "10");
  type (group, 0, " 300 ");
  assert_answer (item, "300");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      type (group, 0, wrong[i]);
      assert_answer (item, NULL);
      g_assert_true (shows_error (group));
    }
}

static void
test_choice (Fixture       *fixture,
             gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "pipe");
  g_autoptr (GtkWidget) group = create_group (item);
  AdwComboRow *row = ADW_COMBO_ROW (get_nth (group, ADW_TYPE_COMBO_ROW, 0));

  assert_answer (item, NULL);
  adw_combo_row_set_selected (row, 3);
  assert_answer (item, "2");
  adw_combo_row_set_selected (row, 0);
  assert_answer (item, NULL);
}

static void
test_yes_no (Fixture       *fixture,
             gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "indoors");
  g_autoptr (GtkWidget) group = create_group (item);

  assert_answer (item, "false");
  gtk_switch_set_active (GTK_SWITCH (get_nth (group, GTK_TYPE_SWITCH, 0)), TRUE);
  assert_answer (item, "true");
}

static void
test_date (Fixture       *fixture,
           gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "installed");
  g_autoptr (GtkWidget) group = create_group (item);

  type (group, 0, "2028-02-29");
  assert_answer (item, "\"2028-02-29\"");
  type (group, 0, "2027-02-29");
  assert_answer (item, NULL);
  g_assert_true (shows_error (group));
}

static void
test_place (Fixture       *fixture,
            gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "location");
  g_autoptr (GtkWidget) group = create_group (item);
  g_autoptr (JsonNode) json = NULL;

  type (group, 3, "12 A");
  assert_answer (item, NULL);
  g_assert_true (shows_error (group));
  type (group, 0, "Main site");
  g_assert_false (shows_error (group));
  json = enlist_value_to_json (enlist_question_item_get_answer (item));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (json), "site"), ==, "Main site");
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (json), "room"), ==, "12 A");
}

static void
test_position (Fixture       *fixture,
               gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "position");
  g_autoptr (GtkWidget) group = create_group (item);
  g_autoptr (JsonNode) json = NULL;

  type (group, 0, "52,5163");
  assert_answer (item, NULL);
  type (group, 1, "-13.3777°");
  g_assert_nonnull (enlist_question_item_get_answer (item));
  json = enlist_value_to_json (enlist_question_item_get_answer (item));
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_node_get_object (json), "latitude"),
                                  52.5163, 1e-6);
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (json_node_get_object (json), "longitude"),
                                  -13.3777, 1e-6);
  type (group, 0, "90.1");
  assert_answer (item, NULL);
  g_assert_true (shows_error (group));
}

static void
test_owner (Fixture       *fixture,
            gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "owner");
  g_autoptr (GtkWidget) group = create_group (item);

  assert_answer (item, NULL);
  type (group, 0, "Example Works");
  g_assert_nonnull (enlist_question_item_get_answer (item));
}

static void
test_wifi (Fixture       *fixture,
           gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "wifi");
  g_autoptr (GtkWidget) group = create_group (item);
  GtkWidget *row = get_nth (group, ADW_TYPE_PASSWORD_ENTRY_ROW, 0);

  type (group, 0, "site");
  g_assert_nonnull (enlist_question_item_get_answer (item));
  gtk_editable_set_text (GTK_EDITABLE (row), "seven77");
  assert_answer (item, NULL);
  g_assert_true (shows_error (group));
  gtk_editable_set_text (GTK_EDITABLE (row), "eight888");
  g_assert_nonnull (enlist_question_item_get_answer (item));
  g_assert_false (shows_error (group));
}

static void
test_secret (Fixture       *fixture,
             gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "admin.secret");
  g_autoptr (GtkWidget) group = create_group (item);

  gtk_editable_set_text (GTK_EDITABLE (get_nth (group, ADW_TYPE_PASSWORD_ENTRY_ROW, 0)), " kept as typed ");
  assert_answer (item, "\" kept as typed \"");
}

/* What was answered before stands there when the question is shown again. */
static void
test_again (Fixture       *fixture,
            gconstpointer  user_data)
{
  EnlistQuestionItem *item = find_question (fixture, "depth");
  g_autoptr (EnlistValue) value = enlist_value_new_number (42);
  g_autoptr (GtkWidget) group = NULL;

  g_assert_true (enlist_question_item_set_answer (item, value, NULL));
  group = create_group (item);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_nth (group, ADW_TYPE_ENTRY_ROW, 0))), ==, "42");
  assert_answer (item, "42");
}

/* A screen reader says what can be seen. */
static void
test_accessible (Fixture       *fixture,
                 gconstpointer  user_data)
{
  g_autoptr (GtkWidget) asset = create_group (find_question (fixture, "asset"));
  g_autoptr (GtkWidget) place = create_group (find_question (fixture, "location"));
  g_autoptr (GtkWidget) indoors = create_group (find_question (fixture, "indoors"));

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_nth (asset, GTK_TYPE_TEXT, 0)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Inventory number");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_nth (place, GTK_TYPE_TEXT, 1)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Building");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_nth (indoors, GTK_TYPE_SWITCH, 0)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Is it indoors?");
}

/* Clause 2.4: texts are never markup. */
static void
test_step_row (void)
{
  g_autoptr (EnlistStepItem) item = enlist_step_item_new (ENLIST_SIDE_DEVICE, 0, 1, "call",
                                                          "A <b>bold</b> & title", "<i>detail</i>");
  g_autoptr (GtkWidget) row = g_object_ref_sink (enlist_step_row_new (item, TRUE));

  g_assert_nonnull (stage_find_text (row, "A <b>bold</b> & title"));
  g_assert_nonnull (stage_find_text (row, "<i>detail</i>"));
  enlist_step_item_set_state (item, ENLIST_STEP_FAILED, "a & <problem>");
  g_assert_nonnull (stage_find_text (row, "a & <problem>"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Failed");
}

static void
test_navigation (void)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *root = gtk_label_new ("root");
  EnlistNavigation *navigation = g_object_new (ENLIST_TYPE_NAVIGATION, "root", root, NULL);
  EnlistPage *first = g_object_new (ENLIST_TYPE_PAGE, "title", "First", NULL);
  EnlistPage *second = g_object_new (ENLIST_TYPE_PAGE, "title", "Second", "can-pop", FALSE, NULL);
  EnlistPage *third = g_object_new (ENLIST_TYPE_PAGE, "title", "Third", NULL);
  gpointer gone = first;

  g_object_add_weak_pointer (G_OBJECT (first), &gone);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (navigation));
  gtk_window_present (GTK_WINDOW (window));
  stage_settle (window);
  g_assert_true (gtk_widget_get_mapped (root));

  enlist_navigation_push (navigation, first);
  enlist_navigation_push (navigation, second);
  g_assert_true (enlist_navigation_get_page (navigation) == second);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (second)));
  g_assert_false (gtk_widget_get_mapped (root));

  /* The user may not leave this one. */
  gtk_widget_activate_action (GTK_WIDGET (second), "navigation.pop", NULL);
  g_assert_true (enlist_navigation_get_page (navigation) == second);
  enlist_navigation_pop_to (navigation, first);
  g_assert_true (enlist_navigation_get_page (navigation) == first);
  enlist_navigation_replace (navigation, third);
  g_assert_true (enlist_navigation_get_page (navigation) == third);
  g_assert_false (enlist_navigation_contains (navigation, first));
  g_assert_null (gone);
  gtk_widget_activate_action (GTK_WIDGET (third), "navigation.pop", NULL);
  g_assert_null (enlist_navigation_get_page (navigation));
  g_assert_true (gtk_widget_get_mapped (root));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* With animations a page stays until it is out of sight; taking it away earlier made GTK complain. */
static void
test_navigation_animated (void)
{
  GtkWidget *window = adw_window_new ();
  EnlistNavigation *navigation = g_object_new (ENLIST_TYPE_NAVIGATION, "root", gtk_label_new ("root"), NULL);
  gpointer pages[2];

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (navigation));
  gtk_window_present (GTK_WINDOW (window));
  stage_settle (window);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      pages[i] = g_object_new (ENLIST_TYPE_PAGE, NULL);
      g_object_add_weak_pointer (pages[i], &pages[i]);
      enlist_navigation_replace (navigation, pages[i]);
    }
  g_assert_nonnull (pages[0]);
  stage_wait (is_gone, &pages[0]);
  enlist_navigation_pop (navigation);
  stage_wait (is_gone, &pages[1]);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static void
test_columns (void)
{
  GtkWidget *start = gtk_label_new ("one"), *end = gtk_label_new ("two");
  g_autoptr (GtkWidget) columns = g_object_ref_sink (g_object_new (ENLIST_TYPE_COLUMNS, "start", start, "end",
                                                                   end, NULL));
  int narrow, wide;

  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 340, &narrow, NULL, NULL, NULL);
  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 800, &wide, NULL, NULL, NULL);
  g_assert_cmpint (narrow, >, 2 * wide);
  gtk_widget_set_visible (end, FALSE);
  gtk_widget_measure (columns, GTK_ORIENTATION_VERTICAL, 340, &narrow, NULL, NULL, NULL);
  g_assert_cmpint (narrow, ==, wide);
}

#define ADD(name, function) g_test_add ("/app/question/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  stage_init (&argc, &argv);

  ADD ("text", test_text);
  ADD ("number", test_number);
  ADD ("choice", test_choice);
  ADD ("yes-no", test_yes_no);
  ADD ("date", test_date);
  ADD ("place", test_place);
  ADD ("position", test_position);
  ADD ("owner", test_owner);
  ADD ("wifi", test_wifi);
  ADD ("secret", test_secret);
  ADD ("again", test_again);
  ADD ("accessible", test_accessible);
  g_test_add_func ("/app/step-row/2.4-texts-are-not-markup", test_step_row);
  g_test_add_func ("/app/navigation", test_navigation);
  g_test_add_func ("/app/navigation-animated", test_navigation_animated);
  g_test_add_func ("/app/columns", test_columns);
  return g_test_run ();
}
