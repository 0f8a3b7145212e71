// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/scriptlets.hpp"

#include <fmt/format.h>
#include <rpm/header.h>
#include <rpm/rpmcrypto.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>

#include "rpm/reader.hpp"

namespace rpmworks::rpm {

namespace {

// Tags of rpm 4.19, for an older librpm.
enum NewerTag {
  k_preuntrans = 5104,
  k_postuntrans,
  k_preuntrans_program,
  k_postuntrans_program,
  k_preuntrans_flags,
  k_postuntrans_flags
};

// Like Digest in core with its fields, but uses rpm's functions, so that the program in the sandbox need not
// load OpenSSL, which would delay it.
class FieldDigest {
 public:
  FieldDigest() : m_context(rpmDigestInit(RPM_HASH_SHA256, RPMDIGEST_NONE)) {}
  ~FieldDigest() {
    if (m_context) rpmDigestFinal(m_context, nullptr, nullptr, 0);
  }
  FieldDigest(const FieldDigest&) = delete;
  FieldDigest& operator=(const FieldDigest&) = delete;

  FieldDigest& field(std::string_view text) {
    const std::string framed = fmt::format("{}:{}", text.size(), text);
    rpmDigestUpdate(m_context, framed.data(), framed.size());
    return *this;
  }

  /// Finishes the digest.
  std::string hex() {
    void* text = nullptr;
    rpmDigestFinal(std::exchange(m_context, nullptr), &text, nullptr, 1);
    const std::unique_ptr<void, decltype(&std::free)> owned(text, &std::free);
    return text ? static_cast<const char*>(text) : "";
  }

 private:
  DIGEST_CTX m_context;
};

struct ScriptletTags {
  const char* section;
  int text;
  int program;
  int flags;
};
constexpr std::array k_scriptlets{
    ScriptletTags{"%pre", RPMTAG_PREIN, RPMTAG_PREINPROG, RPMTAG_PREINFLAGS},
    ScriptletTags{"%post", RPMTAG_POSTIN, RPMTAG_POSTINPROG, RPMTAG_POSTINFLAGS},
    ScriptletTags{"%preun", RPMTAG_PREUN, RPMTAG_PREUNPROG, RPMTAG_PREUNFLAGS},
    ScriptletTags{"%postun", RPMTAG_POSTUN, RPMTAG_POSTUNPROG, RPMTAG_POSTUNFLAGS},
    ScriptletTags{"%pretrans", RPMTAG_PRETRANS, RPMTAG_PRETRANSPROG, RPMTAG_PRETRANSFLAGS},
    ScriptletTags{"%posttrans", RPMTAG_POSTTRANS, RPMTAG_POSTTRANSPROG, RPMTAG_POSTTRANSFLAGS},
    ScriptletTags{"%preuntrans", k_preuntrans, k_preuntrans_program, k_preuntrans_flags},
    ScriptletTags{"%postuntrans", k_postuntrans, k_postuntrans_program, k_postuntrans_flags},
    ScriptletTags{"%verifyscript", RPMTAG_VERIFYSCRIPT, RPMTAG_VERIFYSCRIPTPROG, RPMTAG_VERIFYSCRIPTFLAGS}};

struct Triggers {
  const char* kind;
  std::array<int, 8> tags;  // names first
  const char* section;      // the beginning of the names of its sections in a spec
  int types;                // computed by librpm: "in", "un", "postun", "prein"
  int conditions;           // computed by librpm: the packages or paths that it waits for
};
constexpr std::array k_triggers{
    Triggers{"triggers",
             {RPMTAG_TRIGGERNAME, RPMTAG_TRIGGERVERSION, RPMTAG_TRIGGERFLAGS, RPMTAG_TRIGGERINDEX,
              RPMTAG_TRIGGERSCRIPTS, RPMTAG_TRIGGERSCRIPTPROG, RPMTAG_TRIGGERSCRIPTFLAGS, 0},
             "%trigger",
             RPMTAG_TRIGGERTYPE,
             RPMTAG_TRIGGERCONDS},
    Triggers{"file triggers",
             {RPMTAG_FILETRIGGERNAME, RPMTAG_FILETRIGGERVERSION, RPMTAG_FILETRIGGERFLAGS,
              RPMTAG_FILETRIGGERINDEX, RPMTAG_FILETRIGGERSCRIPTS, RPMTAG_FILETRIGGERSCRIPTPROG,
              RPMTAG_FILETRIGGERSCRIPTFLAGS, RPMTAG_FILETRIGGERPRIORITIES},
             "%filetrigger",
             RPMTAG_FILETRIGGERTYPE,
             RPMTAG_FILETRIGGERCONDS},
    Triggers{"transaction file triggers",
             {RPMTAG_TRANSFILETRIGGERNAME, RPMTAG_TRANSFILETRIGGERVERSION, RPMTAG_TRANSFILETRIGGERFLAGS,
              RPMTAG_TRANSFILETRIGGERINDEX, RPMTAG_TRANSFILETRIGGERSCRIPTS, RPMTAG_TRANSFILETRIGGERSCRIPTPROG,
              RPMTAG_TRANSFILETRIGGERSCRIPTFLAGS, RPMTAG_TRANSFILETRIGGERPRIORITIES},
             "%transfiletrigger",
             RPMTAG_TRANSFILETRIGGERTYPE,
             RPMTAG_TRANSFILETRIGGERCONDS}};

// Works for strings and numbers.
void add_values(FieldDigest& digest, Header header, int tag) {
  rpmtd_s values{};
  const bool is_there = tag != 0 && headerGet(header, static_cast<rpmTagVal>(tag), &values, HEADERGET_MINMEM);
  digest.field(std::to_string(is_there ? rpmtdCount(&values) : 0));
  while (is_there && rpmtdNext(&values) >= 0) {
    const char* const text = rpmtdGetString(&values);
    digest.field(text ? text : std::to_string(rpmtdGetNumber(&values)));
  }
  if (is_there) rpmtdFreeData(&values);
}

std::string item(const std::vector<std::string>& list, size_t i) {
  return i < list.size() ? list[i] : "";
}

// As a spec writes it after -p.
std::string program_text(std::string program, uint64_t flags) {
  constexpr uint64_t k_expand = 1;   // rpm expands macros in the text when it runs it
  constexpr uint64_t k_qformat = 2;  // and values of the header
  if (flags & k_expand) program += " -e";
  if (flags & k_qformat) program += " -q";
  return program;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// One trigger has a text, a program and flags; its conditions are in one text.
void add_triggers(Header header, const Triggers& triggers, std::vector<Scriptlet>& found) {
  const std::vector<std::string> texts = texts_of(header, triggers.tags[4]);
  const std::vector<std::string> programs = texts_of(header, triggers.tags[5]);
  const std::vector<std::string> types = texts_of(header, triggers.types);
  const std::vector<std::string> conditions = texts_of(header, triggers.conditions);
  for (size_t i = 0; i < texts.size(); ++i)
    found.push_back({.kind = fmt::format("{}{} -- {}", triggers.section, item(types, i), item(conditions, i)),
                     .program = item(programs, i),
                     .text = texts[i]});
}

}  // namespace

std::vector<Scriptlet> scriptlets_in(Header header) {
  std::vector<Scriptlet> found;
  for (const auto& [section, text, program, flags] : k_scriptlets) {
    const auto programs = texts_of(header, program);
    std::string script = text_of(header, text);
    if (programs.empty() && script.empty()) continue;
    const uint64_t flag_bits = headerGetNumber(header, static_cast<rpmTagVal>(flags));
    found.push_back(
        {.kind = section, .program = program_text(joined(programs), flag_bits), .text = std::move(script)});
  }
  for (const Triggers& triggers : k_triggers)
    if (headerIsEntry(header, static_cast<rpmTagVal>(triggers.tags.front())))
      add_triggers(header, triggers, found);
  return found;
}

std::map<std::string, std::string> scriptlets_of(Header header) {
  std::map<std::string, std::string> found;
  for (const auto& [section, text, program, flags] : k_scriptlets) {
    const auto programs = texts_of(header, program);
    const std::string script = text_of(header, text);
    if (programs.empty() && script.empty()) continue;
    FieldDigest digest;
    digest.field(script);
    for (const auto& word : programs) digest.field(word);
    if (headerIsEntry(header, static_cast<rpmTagVal>(flags)))
      digest.field("flags").field(std::to_string(headerGetNumber(header, static_cast<rpmTagVal>(flags))));
    found[section] = digest.hex();
  }
  for (const Triggers& triggers : k_triggers) {
    if (!headerIsEntry(header, static_cast<rpmTagVal>(triggers.tags.front()))) continue;
    FieldDigest digest;
    for (const int tag : triggers.tags) add_values(digest, header, tag);
    found[triggers.kind] = digest.hex();
  }
  return found;
}

}  // namespace rpmworks::rpm
