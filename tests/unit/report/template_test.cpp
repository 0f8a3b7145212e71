// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/template.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <type_traits>

using namespace rpmworks;
using report::Fields;
using report::Link;
using report::Markup;
using report::Template;

// Text of a package cannot become markup or a link: that does not compile.
static_assert(!std::is_constructible_v<Markup, std::string>);
static_assert(!std::is_constructible_v<Markup, const char*>);
static_assert(!std::is_constructible_v<Link, std::string>);
static_assert(!std::is_constructible_v<Template, std::string>);
static_assert(!std::is_constructible_v<Template, std::string_view>);

TEST_CASE("text is escaped, markup is not") {
  const Markup inner = Template("<b>{{x}}</b>").render({{"x", "a<b>&\"'"}});
  CHECK(inner.str() == "<b>a&lt;b&gt;&amp;&quot;&#39;</b>");
  CHECK(Template("{{x}}{{y}}").render({{"x", inner}, {"y", 7}}).str() == inner.str() + "7");
  CHECK(Template("<i title=\"{{x}}\">").render({{"x", "\" onclick=\""}}).str() ==
        "<i title=\"&quot; onclick=&quot;\">");
}

TEST_CASE("sections: lists, conditions, texts that are empty") {
  const Template list("{{#items}}{{a}}{{outer}};{{/items}}{{^items}}none{{/items}}");
  CHECK(
      list.render({{"items", std::vector<Fields>{{{"a", 1}}, {{"a", "2"}, {"outer", "!"}}}}, {"outer", "o"}})
          .str() == "1o;2!;");
  CHECK(list.render({{"items", std::vector<Fields>()}, {"outer", ""}}).str() == "none");
  CHECK(Template("{{#x}}yes{{/x}}{{^x}}no{{/x}}").render({{"x", false}}).str() == "no");
  CHECK(Template("{{#x}}{{x}}{{/x}}{{^x}}no{{/x}}").render({{"x", "text"}}).str() == "text");
  CHECK(Template("{{#x}}{{x}}{{/x}}{{^x}}no{{/x}}").render({{"x", ""}}).str() == "no");
  CHECK(Template("a\n  {{#x}}\n  b\n  {{/x}}\nc\n").render({{"x", true}}).str() == "a\n  b\nc\n");
  CHECK(Template("{{! ignored }}x").render({}).str() == "x");
}

TEST_CASE("links: only http and https URLs, and files") {
  const Template link("<a href=\"{{x}}\">");
  CHECK(link.render({{"x", Link::to_file("a b/c%\"<é.rpm")}}).str() ==
        "<a href=\"a%20b/c%25%22%3C%C3%A9.rpm\">");
  CHECK(link.render({{"x", *Link::to_web("https://example.org/?a=\"&b")}}).str() ==
        "<a href=\"https://example.org/?a=&quot;&amp;b\">");
  CHECK_FALSE(Link::to_web("javascript:alert(1)"));
  CHECK_FALSE(Link::to_web("repos/greet"));
  CHECK_THROWS_AS(link.render({{"x", "https://example.org"}}), std::logic_error);
}

TEST_CASE("a template that breaks a rule is a bug") {
  CHECK_THROWS_AS(Template("{{x}}").render({}), std::logic_error);
  CHECK_THROWS_AS(Template("{{#x}}").render({{"x", true}}), std::logic_error);
  CHECK_THROWS_AS(Template("{{/x}}"), std::logic_error);
  CHECK_THROWS_AS(Template("{{x"), std::logic_error);
  CHECK_THROWS_AS(Template("{{>no-such-file.html}}"), std::logic_error);
  CHECK_THROWS_AS(Template("<a {{x}}>"), std::logic_error);
  CHECK_THROWS_AS(Template("<a title={{x}}>"), std::logic_error);
  CHECK_THROWS_AS(Template("<a onclick=\"{{x}}\">"), std::logic_error);
  CHECK_THROWS_AS(Template("<a style=\"{{x}}\">"), std::logic_error);
  CHECK_THROWS_AS(Template("<img src=\"{{x}}\">"), std::logic_error);
  CHECK_THROWS_AS(Template("{{x}}").render({{"x", std::vector<Fields>()}}), std::logic_error);
  const Markup markup = Template("<b>").render({});
  CHECK_THROWS_AS(Template("<a title=\"{{x}}\">").render({{"x", markup}}), std::logic_error);
}

TEST_CASE("JSON cannot end its element") {
  CHECK(report::json_block({{"a", "</script><!--"}}).str() == "{\"a\":\"\\u003c/script>\\u003c!--\"}");
}
