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

#include "core/text.hpp"
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

struct Scriptlet {
  const char* section;
  int text;
  int program;
  int flags;
};
constexpr std::array k_scriptlets{
    Scriptlet{"%pre", RPMTAG_PREIN, RPMTAG_PREINPROG, RPMTAG_PREINFLAGS},
    Scriptlet{"%post", RPMTAG_POSTIN, RPMTAG_POSTINPROG, RPMTAG_POSTINFLAGS},
    Scriptlet{"%preun", RPMTAG_PREUN, RPMTAG_PREUNPROG, RPMTAG_PREUNFLAGS},
    Scriptlet{"%postun", RPMTAG_POSTUN, RPMTAG_POSTUNPROG, RPMTAG_POSTUNFLAGS},
    Scriptlet{"%pretrans", RPMTAG_PRETRANS, RPMTAG_PRETRANSPROG, RPMTAG_PRETRANSFLAGS},
    Scriptlet{"%posttrans", RPMTAG_POSTTRANS, RPMTAG_POSTTRANSPROG, RPMTAG_POSTTRANSFLAGS},
    Scriptlet{"%preuntrans", k_preuntrans, k_preuntrans_program, k_preuntrans_flags},
    Scriptlet{"%postuntrans", k_postuntrans, k_postuntrans_program, k_postuntrans_flags},
    Scriptlet{"%verifyscript", RPMTAG_VERIFYSCRIPT, RPMTAG_VERIFYSCRIPTPROG, RPMTAG_VERIFYSCRIPTFLAGS}};

struct Triggers {
  const char* kind;
  std::array<int, 8> tags;  // names first
};
constexpr std::array k_triggers{
    Triggers{"triggers",
             {RPMTAG_TRIGGERNAME, RPMTAG_TRIGGERVERSION, RPMTAG_TRIGGERFLAGS, RPMTAG_TRIGGERINDEX,
              RPMTAG_TRIGGERSCRIPTS, RPMTAG_TRIGGERSCRIPTPROG, RPMTAG_TRIGGERSCRIPTFLAGS, 0}},
    Triggers{"file triggers",
             {RPMTAG_FILETRIGGERNAME, RPMTAG_FILETRIGGERVERSION, RPMTAG_FILETRIGGERFLAGS,
              RPMTAG_FILETRIGGERINDEX, RPMTAG_FILETRIGGERSCRIPTS, RPMTAG_FILETRIGGERSCRIPTPROG,
              RPMTAG_FILETRIGGERSCRIPTFLAGS, RPMTAG_FILETRIGGERPRIORITIES}},
    Triggers{"transaction file triggers",
             {RPMTAG_TRANSFILETRIGGERNAME, RPMTAG_TRANSFILETRIGGERVERSION, RPMTAG_TRANSFILETRIGGERFLAGS,
              RPMTAG_TRANSFILETRIGGERINDEX, RPMTAG_TRANSFILETRIGGERSCRIPTS, RPMTAG_TRANSFILETRIGGERSCRIPTPROG,
              RPMTAG_TRANSFILETRIGGERSCRIPTFLAGS, RPMTAG_TRANSFILETRIGGERPRIORITIES}}};

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

}  // namespace

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
  for (const auto& [kind, tags] : k_triggers) {
    if (!headerIsEntry(header, static_cast<rpmTagVal>(tags.front()))) continue;
    FieldDigest digest;
    for (const int tag : tags) add_values(digest, header, tag);
    found[kind] = digest.hex();
  }
  return found;
}

std::vector<ScriptletText> scriptlet_texts(Header header) {
  std::vector<ScriptletText> scriptlets;
  for (const auto& [section, text, program, flags] : k_scriptlets) {
    const auto programs = texts_of(header, program);
    std::string script = text_of(header, text);
    if (programs.empty() && script.empty()) continue;
    scriptlets.push_back({.section = section, .interpreter = join(programs, " "), .text = std::move(script)});
  }
  return scriptlets;
}

}  // namespace rpmworks::rpm
