# newsdup - `make help` lists the targets, V=1 shows the commands. Sources are found by wildcard: a new
# file needs no line here.
# Needs GNU make, a C11 compiler, pkg-config, awk and the libraries in PKGS; `make deps` installs them (apt).

CFLAGS  ?= -O2 -g
HOSTCC  ?= $(CC)
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
LIBDIR  ?= $(PREFIX)/lib
INCDIR  ?= $(PREFIX)/include
MANDIR  ?= $(PREFIX)/share/man
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
VERSION := $(shell sed -n 's/^\#define ND_VERSION "\(.*\)"/\1/p' include/newsdup.h)
# Libraries with one ABI can stand for each other: before 1.0 those of a minor version, later of a major one.
ABI     := $(shell echo $(VERSION) | sed 's/^\(0\.[0-9]*\)\..*/\1/; t; s/\..*//')
comma   := ,
say      = $(if $(V),,@echo "  $(1)  $@";)

# SAN=address,undefined or SAN=thread builds with these sanitizers, in a folder of its own.
B     := build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
SANFL := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer)

# Asked for at the first use, not when this file is read: `make test` installs the libraries on the way.
PKGS       := libxxhash libutf8proc json-c libzstd zlib libarchive uchardet
PKG_CFLAGS  = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(PKGS) 2>/dev/null))$(PKG_CFLAGS)
PKG_LIBS    = $(eval PKG_LIBS := $$(shell pkg-config --libs $(PKGS) 2>/dev/null))$(PKG_LIBS)

# The house's own flags stand beside the user's CFLAGS, CPPFLAGS and LDFLAGS and survive them.
FLAGS   = -Iinclude -Isrc -I$(B)/gen -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 $(PKG_CFLAGS) $(CPPFLAGS)
COMPILE = $(CC) -std=c11 -Wall -Wextra -pthread $(SANFL) $(FLAGS) $(CFLAGS)
BUILD   = $(COMPILE) $(LDFLAGS) -MMD -MP -MF $@.d -MT $@
LIBS    = $(PKG_LIBS) -lm

# One set of objects is in both libraries. Hidden symbols make its code that of a program: what the shared
# library gives out are the functions of the public headers, which say so themselves.
PIC     := -fPIC -fvisibility=hidden

# src/<folder>/make_<table>.c is a program of the build machine that writes $(B)/gen/<table>.inc.
MAKERS  := $(wildcard src/*/make_*.c)
TABLES  := $(patsubst make_%.c,$(B)/gen/%.inc,$(notdir $(MAKERS)))
LIB_SRC := $(filter-out src/cli/% $(MAKERS),$(wildcard src/*.c src/*/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
LIB_OBJ := $(LIB_SRC:src/%.c=$(B)/obj/%.o)
CLI_OBJ := $(CLI_SRC:src/%.c=$(B)/obj/%.o)
LIB     := $(B)/libnewsdup.a
SHARED  := $(B)/libnewsdup.so.$(ABI)
UNIT    := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c))
BENCH   := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/bench/bench_*.c))
FUZZ    := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
SOAK    := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/fuzz/soak_*.c))
# The manual: a folder of pages, and their names. The completions: a file for each shell.
PAGES   := $(B)/man/pages
SHELLS  := $(addprefix $(B)/completions/,bash zsh fish)
# What drives a fuzz target: the files in seeds/fuzz, or libFuzzer.
DRIVER  := tests/fuzz/replay.c
EVAL    := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/eval/*.c))
# Lets a unit test make the n-th allocation fail (tests/unit/failing.h).
WRAP    := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=pthread_create
# The program with every call for memory, a file or a thread in the hands of tests/faults/wrapped.c.
FAULTS  := $(B)/newsdup-faults
ALLOCS  := malloc calloc realloc
CALLS   := open open64 read pread pread64 write pwrite pwrite64 close stat stat64 fstat fstat64 fstatat fstatat64 \
           readdir readdir64 mkstemp mkstemp64 mmap mmap64 ftruncate ftruncate64 access opendir fdopen fseek fwrite \
           fclose rename fchmod fsync pthread_create json_tokener_parse_ex json_object_get_string \
           iconv_open archive_read_new archive_read_support_filter_zstd archive_read_support_filter_xz \
           archive_read_support_filter_bzip2 archive_read_support_format_tar \
           archive_read_support_format_zip archive_read_support_format_raw archive_read_support_format_empty \
           archive_read_set_callback_data archive_entry_pathname archive_read_open1 archive_read_next_header archive_read_data_block \
           uchardet_new uchardet_handle_data uchardet_data_end
FAULT_WRAP := $(CALLS:%=-Wl,--wrap=%) $(if $(SAN),-DWRAP_MALLOC $(ALLOCS:%=-Wl,--wrap=%))

# What tests/bench/stage_clock.c times.
STAGES  := nd_pool_run nd_engine_open nd_engine_pairs nd_verify nd_engine_gather nd_result_make nd_outcome_find
STAGE_WRAP := $(STAGES:%=-Wl,--wrap=%)

# What is built before tests is built by all processors, unless make was told how many may work.
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

all: $(LIB) $(SHARED) $(B)/newsdup $(PAGES) $(SHELLS) ## build libraries, program, manual, completions (the default)

demo: ## install what is missing, build, and run on the sample articles in seeds/
	@sh tests/deps.sh install
	@$(MAKE) --no-print-directory $(JOBS) all
	@sh tests/demo.sh $(B)/newsdup

test: ## install what is missing, build, and run every test; SAN=address,undefined with sanitizers
	@sh tests/deps.sh install test
	@$(MAKE) --no-print-directory $(JOBS) all unit fuzzers $(B)/example $(FAULTS)
	@CC="$(CC)" SAN="$(SAN)" bash tests/run.sh $(B)

test-report: ## open the HTML report in a headless Chromium, installed if it is missing
	@sh tests/deps.sh install browser || true
	@$(MAKE) --no-print-directory all
	@bash tests/report.sh $(B)

fuzz: ## build the fuzz targets with clang and libFuzzer, in build/fuzz/fuzz
	@command -v clang >/dev/null || { echo "newsdup: libFuzzer needs clang" >&2; exit 1; }
	@$(MAKE) --no-print-directory B=build/fuzz CC=clang SAN=address,undefined DRIVER=-fsanitize=fuzzer \
	  CFLAGS='-O1 -g -fsanitize=fuzzer-no-link -fno-sanitize=pointer-overflow' fuzzers

soak: fuzz ## run each fuzz target, and random corpora, for SOAK_SECONDS=600
	@bash tests/soak.sh build/fuzz/fuzz

bench: $(BENCH) $(EVAL) all ## run the benchmarks in tests/bench/; with SETS=folder, also what `make noise` reports
	@set -e; for bench in $(BENCH); do echo "== $$bench"; NEWSDUP=$(B)/newsdup $$bench; done
	@if [ -n "$(SETS)" ]; then $(MAKE) --no-print-directory noise; \
	  else echo "== recall and precision under noise: make bench SETS=folder, of labelled sets"; fi

SIZES ?= 20000 78000 300000
bench-growth: $(B)/bench/growth ## what one article costs as the corpus grows; SIZES="20000 2000000", 4 GB a million
	@$< --head; set -e; for size in $(SIZES); do $< $$size; done

bench-worst: $(B)/bench/worst ## corpora made to take long, at two sizes each; minutes, 4 GB. CASES="copies long"
	@$< $(CASES)

# CORPUS=FILE.jsonl FOLDER=DIR RUNS=5 ARTICLES=60000 as in the script.
bench-compare: all $(B)/bench/make_corpus ## time the whole program beside wc -w; CORPUS=FILE.jsonl
	@MAKE_CORPUS=$(B)/bench/make_corpus bash tests/bench/compare.sh $(B)/newsdup

eval: $(EVAL) ## score the labelled sets in SETS=folder; see tests/eval/run.sh
	@bash tests/eval/run.sh $(B)/eval/eval "$(SETS)"

noise: $(EVAL) ## the same with edited and damaged texts; NOISE_SETS="name name" of SETS=folder
	@bash tests/eval/run.sh $(B)/eval/noise "$(SETS)" $(NOISE_SETS)

missed: $(EVAL) ## align all pairs of these, and tell how many copies share no key (minutes)
	@bash tests/eval/run.sh $(B)/eval/missed "$(SETS)" $(NOISE_SETS)

guards: ## take out each guard of tests/guards.tsv, and see that its test fails (minutes)
	@bash tests/guards.sh

dist: ## write build/newsdup-VERSION.tar.gz, the same bytes from the same files
	@sh tests/package/dist.sh $(VERSION) build

deb: ## build packages for Debian in build/deb, with the folder tests/package/debian
	@sh tests/deps.sh install package
	@sh tests/package/deb.sh $(VERSION) build/deb

test-package: ## install what is missing, build packages from the tarball, and test them installed (minutes)
	@sh tests/deps.sh install package
	@$(MAKE) --no-print-directory all $(B)/example
	@bash tests/package/run.sh $(VERSION) build/package

install: all ## install program, manual, completions, libraries and headers; PREFIX=/usr/local DESTDIR=
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(LIBDIR)/pkgconfig" "$(DESTDIR)$(INCDIR)" \
	  "$(DESTDIR)$(MANDIR)/man1" "$(DESTDIR)$(MANDIR)/man5" \
	  "$(DESTDIR)$(BASHDIR)" "$(DESTDIR)$(ZSHDIR)" "$(DESTDIR)$(FISHDIR)"
	install -m 755 $(B)/newsdup "$(DESTDIR)$(BINDIR)"
	install -m 644 $(LIB) $(SHARED) "$(DESTDIR)$(LIBDIR)"
	ln -sf $(notdir $(SHARED)) "$(DESTDIR)$(LIBDIR)/libnewsdup.so"
	install -m 644 include/newsdup.h include/newsdup_io.h "$(DESTDIR)$(INCDIR)"
	install -m 644 $(B)/man/*.1 "$(DESTDIR)$(MANDIR)/man1"
	install -m 644 $(B)/man/*.5 "$(DESTDIR)$(MANDIR)/man5"
	install -m 644 $(B)/completions/bash "$(DESTDIR)$(BASHDIR)/newsdup"
	install -m 644 $(B)/completions/zsh "$(DESTDIR)$(ZSHDIR)/_newsdup"
	install -m 644 $(B)/completions/fish "$(DESTDIR)$(FISHDIR)/newsdup.fish"
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR)' 'includedir=$(INCDIR)' \
	  'Name: newsdup' 'Description: finds near-duplicate news articles' 'Version: $(VERSION)' \
	  'Libs: "-L$${libdir}" -lnewsdup $(SANFL)' 'Libs.private: $(strip -pthread $(LIBS))' \
	  'Cflags: "-I$${includedir}"' > "$(DESTDIR)$(LIBDIR)/pkgconfig/newsdup.pc"

uninstall: $(PAGES) ## remove exactly what `make install` put there; same PREFIX and DESTDIR
	rm -f "$(DESTDIR)$(BINDIR)/newsdup" "$(DESTDIR)$(LIBDIR)/libnewsdup.a" \
	  "$(DESTDIR)$(LIBDIR)/libnewsdup.so" "$(DESTDIR)$(LIBDIR)/$(notdir $(SHARED))" \
	  "$(DESTDIR)$(LIBDIR)/pkgconfig/newsdup.pc" \
	  "$(DESTDIR)$(INCDIR)/newsdup.h" "$(DESTDIR)$(INCDIR)/newsdup_io.h" \
	  "$(DESTDIR)$(BASHDIR)/newsdup" "$(DESTDIR)$(ZSHDIR)/_newsdup" "$(DESTDIR)$(FISHDIR)/newsdup.fish"
	@for page in $$(cat $(PAGES)); do rm -f "$(DESTDIR)$(MANDIR)/man$${page##*.}/$$page"; done

man: $(PAGES) ## write the manual pages, from the table of options and docs/formats.md, to build/man

deps: ## install missing packages with apt, or print the command that does
	@sh tests/deps.sh install test

clean: ## remove build/, which holds everything that is built
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r target what; do \
	  printf '  make %-14s %s\n' "$$target" "$$what"; done

unit: $(UNIT) $(EVAL)
fuzzers: $(FUZZ) $(SOAK)

$(LIB): $(LIB_OBJ)
	@rm -f $@
	$(call say,AR)$(AR) rcs $@ $^

$(B)/newsdup: $(CLI_OBJ) $(LIB)
	$(call say,CC)$(COMPILE) $(LDFLAGS) -o $@ $^ $(LIBS)

# Which pages there are, only the program knows.
$(PAGES): $(B)/newsdup docs/formats.md docs/formats.awk
	@rm -rf $(@D) && mkdir -p $(@D)
	$(call say,MAN)set -e; for page in $$($(B)/newsdup manual list); do \
	  $(B)/newsdup manual $$page > $(@D)/$$page; done; \
	  awk -f docs/formats.awk $(@D)/newsdup.1 docs/formats.md > $(@D)/newsdup-formats.5; \
	  (cd $(@D) && ls newsdup*) > $@.new; mv $@.new $@

$(B)/completions/%: $(B)/newsdup
	@mkdir -p $(@D)
	$(call say,GEN)$(B)/newsdup completions $* > $@.new && mv $@.new $@

$(SHARED): $(LIB_OBJ)
	$(call say,CC)$(COMPILE) -shared -Wl,-soname,$(@F) $(LDFLAGS) -o $@ $^ $(LIBS)

$(LIB_OBJ): | $(TABLES)
$(LIB_OBJ): private OWN := $(PIC)
$(B)/obj/%.o: src/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) $(OWN) -MMD -MP -c -o $@ $<

vpath make_%.c $(sort $(dir $(MAKERS)))
$(B)/gen/%.inc: make_%.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(HOSTCC) -std=c11 -Iinclude -Isrc $(PKG_CFLAGS) -o $(@:.inc=) $< $(PKG_LIBS)
	@$(@:.inc=) > $@.new && mv $@.new $@

$(B)/gen/html_assets.inc: src/report/page.css src/report/page.js

$(B)/tests/unit/failing.o: tests/unit/failing.c tests/unit/failing.h $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) -c -o $@ $<

$(UNIT): $(B)/tests/unit/failing.o
$(B)/tests/unit/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(BUILD) $(WRAP) -o $@ $< $(@D)/failing.o $(LIB) $(LIBS) -lcmocka

$(FAULTS): $(wildcard tests/faults/*.[ch]) $(CLI_OBJ) $(LIB)
	@$(COMPILE) -Dmain=newsdup_main -c -o $@.o src/cli/main.c
	$(call say,CC)$(COMPILE) $(LDFLAGS) $(FAULT_WRAP) -o $@ $(filter %.c,$^) $@.o \
	  $(filter-out %/main.o,$(CLI_OBJ)) $(LIB) $(LIBS)

$(B)/fuzz/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(BUILD) -o $@ $< $(if $(filter fuzz_%,$*),$(DRIVER)) $(LIB) $(LIBS)

# Loops over the threads and the stages of a run are timed on their way into the library.
$(B)/bench/%: tests/bench/%.c tests/bench/stage_clock.c $(wildcard tests/bench/*.h) $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(COMPILE) $(LDFLAGS) $(STAGE_WRAP) -o $@ $(filter %.c,$^) $(LIB) $(LIBS)

$(B)/eval/%: tests/eval/%.c $(LIB)
	@mkdir -p $(@D)
	$(call say,CC)$(BUILD) -o $@ $< $(LIB) $(LIBS)

# As a user of the library would compile it: the public headers only.
$(B)/example: docs/example.c $(LIB)
	$(call say,CC)$(CC) -std=c11 -Wall -Wextra $(SANFL) -Iinclude $(CFLAGS) $(LDFLAGS) -o $@ $< $(LIB) -pthread $(LIBS)

# Another compiler or other flags rebuild everything; missing packages are named here, once.
$(B)/flags: FORCE
	@sh tests/deps.sh check
	@mkdir -p $(@D); echo '$(COMPILE) $(PIC) $(LDFLAGS)' | cmp -s - $@ || echo '$(COMPILE) $(PIC) $(LDFLAGS)' > $@

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(UNIT:=.d) $(FUZZ:=.d) $(SOAK:=.d) $(EVAL:=.d)
.PHONY: all man demo test test-report test-package fuzz soak fuzzers bench bench-compare bench-growth bench-worst \
        eval noise missed guards dist deb \
        install uninstall deps clean help unit FORCE
