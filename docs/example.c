/*
 * example.c - the library from memory: three articles in, the groups and the evidence out.
 *
 *     cc -o example example.c $(pkg-config --cflags --libs newsdup)
 */
#include <newsdup.h>
#include <stdio.h>
#include <string.h>

#define QUAYS                                                                                           \
    "The harbour board of Port Merrow voted on Tuesday to close the two oldest quays to cargo ships "   \
    "after divers found that the timber piles beneath them had been eaten away by shipworm. The board " \
    "said that fishing boats could still use the northern steps, but that no crane would be allowed "   \
    "on the stones until the piles had been replaced. Repairs are expected to take fourteen months. "

static const char *texts[3][2] = {
    {"gazette", QUAYS "\"We have leaned on those piles for a hundred and twelve years and never once "
                      "looked at them,\" said Ada Fennimore, who chairs the board."},
    {"mirror", "PORT MERROW - " QUAYS "Read more news from the coast in our weekly letter."},
    {"almanac", "Gardeners along the coast should wait until the second week of April before planting "
                "out early potatoes, the botanical society advises, since the soil is colder than usual "
                "after a long wet winter. Members measured eight degrees at a depth of ten centimetres "
                "in most of the allotments they visited, two degrees less than a year ago, and found "
                "standing water in every third one. Broad beans and onions may be sown as in any year."},
};

static nd_string string(const char *text) {
    return (nd_string){text, strlen(text)};
}

static void print_document(const nd_result *result, const nd_document *document) {
    printf("%.*s: %s", (int)document->id.size, document->id.data, nd_role_name(document->role));
    if (document->canonical != ND_NONE && document->canonical != document->index) {
        nd_document canonical;
        nd_result_document(result, document->canonical, &canonical);
        printf(" of %.*s, %.0f%% of its words found there", (int)canonical.id.size, canonical.id.data,
               100 * document->coverage);
    }
    printf("\n");
    nd_passage passage;
    for (uint64_t at = 0; nd_result_next_passage(result, document->index, &at, &passage);)
        printf("    %u words at bytes %u-%u, there %u-%u\n", passage.words, (unsigned)passage.at[0],
               (unsigned)passage.at[1], (unsigned)passage.in[0], (unsigned)passage.in[1]);
}

int main(void) {
    int        status = 1;
    nd_error   error;
    nd_result *result = NULL;
    nd_corpus *corpus = nd_corpus_new(NULL, &error);
    if (!corpus) goto done;
    for (int i = 0; i < 3; i++) {
        nd_article article = {.id = string(texts[i][0]), .text = string(texts[i][1]), .time = ND_NO_TIME};
        if (nd_corpus_add(corpus, &article, &error)) goto done;
    }
    if (nd_corpus_run(corpus, &result, &error)) goto done;

    nd_document document;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) print_document(result, &document);
    nd_pair pair;
    for (uint64_t at = 0; nd_result_next_pair(result, &at, &pair);)
        printf("pair %u %u: %s, Jaccard %.2f\n", (unsigned)pair.a, (unsigned)pair.b,
               nd_relation_name(pair.relation), pair.jaccard);
    status = 0;
done:
    if (status) fprintf(stderr, "example: %s\n", error.message);
    nd_result_free(result);
    nd_corpus_free(corpus);
    return status;
}
