// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/scriptlets.hpp"

#include <doctest/doctest.h>
#include <rpm/header.h>
#include <rpm/rpmtag.h>
#include <rpm/rpmtd.h>

#include <utility>

#include "rpm/reader.hpp"

using namespace rpmworks;
using namespace rpmworks::rpm;

namespace {

void put(headerToken_s* header, int tag, const char* text, bool is_array) {
  const char* texts[] = {text};
  rpmtd_s data{};
  data.tag = static_cast<rpmTagVal>(tag);
  data.type = is_array ? RPM_STRING_ARRAY_TYPE : RPM_STRING_TYPE;
  data.count = 1;
  data.data = is_array ? static_cast<void*>(texts) : const_cast<char*>(text);
  REQUIRE(headerPut(header, &data, HEADERPUT_DEFAULT) == 1);
}

}  // namespace

TEST_CASE("every scriptlet of rpm counts, with its text and its program") {
  // %preuntrans and %postuntrans by their numbers in rpm 4.19.
  for (const auto& [section, text, program] :
       {std::tuple{"%pre", int{RPMTAG_PREIN}, int{RPMTAG_PREINPROG}},
        {"%post", RPMTAG_POSTIN, RPMTAG_POSTINPROG},
        {"%preun", RPMTAG_PREUN, RPMTAG_PREUNPROG},
        {"%postun", RPMTAG_POSTUN, RPMTAG_POSTUNPROG},
        {"%pretrans", RPMTAG_PRETRANS, RPMTAG_PRETRANSPROG},
        {"%posttrans", RPMTAG_POSTTRANS, RPMTAG_POSTTRANSPROG},
        {"%preuntrans", 5104, 5106},
        {"%postuntrans", 5105, 5107},
        {"%verifyscript", RPMTAG_VERIFYSCRIPT, RPMTAG_VERIFYSCRIPTPROG}}) {
    CAPTURE(section);
    const auto digest_of = [&](const char* script, const char* interpreter) {
      const HeaderHandle header(headerNew());
      put(header.get(), text, script, false);
      put(header.get(), program, interpreter, true);
      const auto found = scriptlets_of(header.get());
      REQUIRE(found.size() == 1);
      return found.at(section);
    };
    CHECK(digest_of("true", "/bin/sh") == digest_of("true", "/bin/sh"));
    CHECK(digest_of("true", "/bin/sh") != digest_of("false", "/bin/sh"));
    CHECK(digest_of("true", "/bin/sh") != digest_of("true", "/bin/bash"));
  }
}

TEST_CASE("every kind of trigger counts, with its conditions and its texts") {
  for (const auto& [kind, name, script] :
       {std::tuple{"triggers", int{RPMTAG_TRIGGERNAME}, int{RPMTAG_TRIGGERSCRIPTS}},
        {"file triggers", RPMTAG_FILETRIGGERNAME, RPMTAG_FILETRIGGERSCRIPTS},
        {"transaction file triggers", RPMTAG_TRANSFILETRIGGERNAME, RPMTAG_TRANSFILETRIGGERSCRIPTS}}) {
    CAPTURE(kind);
    const auto digest_of = [&](const char* condition, const char* text) {
      const HeaderHandle header(headerNew());
      put(header.get(), name, condition, true);
      put(header.get(), script, text, true);
      const auto found = scriptlets_of(header.get());
      REQUIRE(found.size() == 1);
      return found.at(kind);
    };
    CHECK(digest_of("bash", "true") == digest_of("bash", "true"));
    CHECK(digest_of("bash", "true") != digest_of("sh", "true"));
    CHECK(digest_of("bash", "true") != digest_of("bash", "false"));
  }
}
