/* test_html_hints.c - what names say of a part, word by word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_hints.h"

static uint32_t hints(const char *attributes) {
    return nd_html_hints((nd_string){attributes, strlen(attributes)});
}

static void furniture_is_known_by_words_of_class_and_id(void **state) {
    (void)state;
    assert_int_equal(hints(" class=\"box related-links\""), ND_HINT_FURNITURE);
    assert_int_equal(hints(" id=commentList"), ND_HINT_FURNITURE);
    assert_int_equal(hints(" class='col shareBar'"), ND_HINT_FURNITURE);
    assert_int_equal(hints(" class=COOKIE_banner"), ND_HINT_FURNITURE);
    assert_int_equal(hints(" class=ad"), ND_HINT_FURNITURE);
}

static void a_word_within_a_word_says_nothing(void **state) {
    (void)state;
    assert_int_equal(hints(" class=\"lead reads download\""), 0);
    assert_int_equal(hints(" class=adverse-heading"), 0);
    assert_int_equal(hints(" title=\"related\""), 0);
}

static void the_body_is_two_words_in_a_row(void **state) {
    (void)state;
    assert_int_equal(hints(" class=\"article-body\""), ND_HINT_BODY);
    assert_int_equal(hints(" class=\"x entry_content y\""), ND_HINT_BODY);
    assert_int_equal(hints(" id=storyText"), ND_HINT_BODY);
    assert_int_equal(hints(" itemprop=articleBody"), ND_HINT_BODY);
    assert_int_equal(hints(" class=\"article wide\""), 0);
    assert_int_equal(hints(" class=content"), 0);
}

static void an_embedded_post_is_part_of_the_text(void **state) {
    (void)state;
    assert_int_equal(hints(" class=social-embed"), 0);
}

static void roles_and_hiding_are_known(void **state) {
    (void)state;
    assert_int_equal(hints(" role=navigation"), ND_HINT_FURNITURE);
    assert_int_equal(hints(" role=main"), 0);
    assert_int_equal(hints(" hidden"), ND_HINT_HIDDEN);
    assert_int_equal(hints(" aria-hidden=true"), ND_HINT_HIDDEN);
    assert_int_equal(hints(" aria-hidden=false"), 0);
    assert_int_equal(hints(" style=\"color:red; display: none\""), ND_HINT_HIDDEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(furniture_is_known_by_words_of_class_and_id),
        cmocka_unit_test(a_word_within_a_word_says_nothing),
        cmocka_unit_test(the_body_is_two_words_in_a_row),
        cmocka_unit_test(an_embedded_post_is_part_of_the_text),
        cmocka_unit_test(roles_and_hiding_are_known),
    };
    return cmocka_run_group_tests_name("html_hints", tests, NULL, NULL);
}
