// SPDX-License-Identifier: GPL-3.0-or-later
#include "import/change_author.hpp"

#include <doctest/doctest.h>

#include "import/history.hpp"

using namespace rpmworks;

TEST_CASE("the author of a changelog entry") {
  const auto author = [](const std::string& heading) {
    const auto found = importer::change_author(heading);
    return found.name + "|" + found.email;
  };
  CHECK(author("Ada Writer <ada@example.org> - 1.0-1") == "Ada Writer|ada@example.org");
  CHECK(author("Ada Writer <ada@example.org> 1.0-1") == "Ada Writer|ada@example.org");
  CHECK(author("Ada Writer - 1.0-1") == "Ada Writer|unknown@localhost");
  CHECK(author("Ada Writer ada@example.org - 1:1.0-1") == "Ada Writer|ada@example.org");
  CHECK(author("<ada@example.org> - 1.0-1") == "ada|ada@example.org");
  CHECK(author("Ada \n<W> <ada@example.org>") == "Ada|W");
  CHECK(author("A. Writer, Jr. <a b@example.org>") == "A. Writer, Jr|ab@example.org");
  CHECK(author("") == "unknown|unknown@localhost");
  CHECK(author("- 1.0-1 < >") == "- 1.0-1|unknown@localhost");
}

TEST_CASE("tags are valid names for git") {
  const auto tag = [](const std::string& version) {
    return importer::import_tag({"greet", {"3", version, "1^2.el9"}, "src"});
  };
  CHECK(tag("1.0") == "greet-1.0-1%2.el9");
  CHECK(tag("1.0~rc1") == "greet-1.0_rc1-1%2.el9");
  CHECK(tag("1..0") == "greet-1._0-1%2.el9");
  CHECK(importer::upstream_tag({"greet", {"", "1.0.lock", "1"}, "src"}) == "upstream/1.0.lock_");
}
