// What a user of C++ writes: both headers, a callback, and structures that are filled member by member.
#include <newsdup.h>
#include <newsdup_io.h>

#include <cstdio>
#include <cstring>
#include <string>

static int append(void *context, const void *data, size_t size, nd_error *) {
    static_cast<std::string *>(context)->append(static_cast<const char *>(data), size);
    return ND_OK;
}

int main() {
    nd_error   error;
    nd_options options;
    nd_options_init(&options);
    options.min_words = 1;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    for (const char *id : {"one", "two"}) {
        nd_article article = nd_article();
        article.id.data = id;
        article.id.size = std::strlen(id);
        article.text.data = "The ferry to Oddmark sank in the harbour on Monday, and nobody was on board of it.";
        article.text.size = std::strlen(article.text.data);
        article.time = ND_NO_TIME;
        if (nd_corpus_add(corpus, &article, &error)) return 2;
    }
    nd_result       *result = nullptr;
    nd_write_options writing;
    std::string      ids;
    nd_write_options_init(&writing);
    writing.format = ND_FORMAT_PATHS;
    if (nd_corpus_run(corpus, &result, &error)) return 2;
    if (nd_result_write(result, &writing, append, &ids, &error)) return 2;
    std::fputs(ids.c_str(), stdout);
    nd_result_free(result);
    nd_corpus_free(corpus);
}
