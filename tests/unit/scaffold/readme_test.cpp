// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/readme.hpp"

#include <doctest/doctest.h>

using namespace rpmworks::scaffold;

TEST_CASE("the first words of a README are the summary") {
  CHECK(summary_of_readme("# Says hello\n\nMore.\n", "greet") == "Says hello");
  CHECK(summary_of_readme("# greet\n\n[![build](a.svg)](b)\n\nA `tool` that says\nhello. It is small.\n",
                          "greet") == "A tool that says hello");
  CHECK(summary_of_readme("greet\n=====\n\nSays hello to\n[the world](https://x).\n", "greet") ==
        "Says hello to the world.");
  CHECK(summary_of_readme("# Greet - says hello\n", "greet") == "says hello");
  CHECK(summary_of_readme("", "greet").empty());
  CHECK(summary_of_readme("# greet\n", "greet").empty());
}

TEST_CASE("a summary is one short line") {
  CHECK(tidy_summary("  says\thello.\n") == "Says hello");
  CHECK(tidy_summary("a\\") == "A");
  const std::string cut = tidy_summary(std::string(50, 'a') + " " + std::string(50, 'b'));
  CHECK(cut == "A" + std::string(49, 'a'));
  CHECK(tidy_summary("caf\xE9") == "Caf?");
  CHECK(tidy_summary("caf\xC3\xA9") == "Caf\xC3\xA9");
  CHECK(tidy_summary("").empty());
}

TEST_CASE("badges, comments, images and usual headings are not summaries") {
  CHECK(summary_of_readme(
            "[![a](b)](c) [![d][e]][f]\n![Logo][banner]\n\n## Overview\n\ngreet is a small tool that "
            "says\nhello. More.\n",
            "greet") == "small tool that says hello");
  CHECK(summary_of_readme(
            "<!-- a comment\n\nover lines -->\n<div align=\"center\"><img src=\"x\"></div>\n\n# greet\n\n"
            "The greet (GNU Greet) is the best of greeters.\n",
            "greet") == "best of greeters.");
  CHECK(summary_of_readme("greet -- says hello\n=====\n", "greet") == "says hello");
  CHECK(summary_of_readme("# GREET [![s](b)](l)\n\ngreet comes with ABSOLUTELY NO WARRANTY.\n\n"
                          "greet is a greeter based on words. x\n",
                          "greet") == "greeter based on words");
  CHECK(summary_of_readme("# greet\n\nby Ada <ada@example.org>\n\n## License\n\nGPL\n", "greet").empty());
  CHECK(summary_of_readme("```\nmake all of it\n```\n", "greet").empty());
}

TEST_CASE("a shortened summary ends with a suitable word") {
  CHECK(tidy_summary(
            "Lightweight and flexible command-line JSON processor akin to sed, awk, grep, and friends") ==
        "Lightweight and flexible command-line JSON processor akin to sed, awk, grep");
}
