// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.hpp"

#include <doctest/doctest.h>

#include "process/process.hpp"
#include "report/page.hpp"
#include "support/errors.hpp"
#include "support/manifest_fixture.hpp"

using namespace rpmworks;

namespace {

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

/// The result of a strict HTML parser: "ok", and every place that would make a browser send a request.
std::string read_by_python(const std::string& html) {
  Command read;
  read.argv = {"python3", "-c", R"py(
import sys, re, hashlib, base64
from html.parser import HTMLParser
VOID = {'meta', 'input', 'br', 'link', 'img'}
class Reader(HTMLParser):
    stack, bad, ids, script = [], [], set(), ''
    def handle_starttag(self, tag, attrs):
        if tag not in VOID: self.stack.append(tag)
        for name, value in attrs:
            if name in ('src', 'srcset', 'background', 'poster', 'data', 'action') or name.startswith('on') or tag in ('link', 'img', 'iframe', 'object', 'base'):
                self.bad.append(f'{tag} {name}={value}')
            if name == 'href' and not re.match(r'(https?://|[A-Za-z0-9._~%/+^-]+$)', value): self.bad.append(f'href={value}')
            if name == 'id':
                if value in self.ids: self.bad.append(f'id {value} twice')
                self.ids.add(value)
    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag: self.bad.append(f'</{tag}> at {self.getpos()}')
    def handle_data(self, data):
        if self.stack and self.stack[-1] == 'script': self.script += data
        if self.stack and self.stack[-1] == 'style' and re.search(r'url\(|@import', data): self.bad.append('style asks')
text = sys.stdin.read()
r = Reader(); r.feed(text); r.close()
if r.stack: r.bad.append('open: ' + ' '.join(r.stack))
wanted = base64.b64encode(hashlib.sha256(r.script.encode()).digest()).decode()
if f"script-src 'sha256-{wanted}'" not in text: r.bad.append('the policy does not allow the script')
print('; '.join(r.bad) or 'ok', end='')
)py"};
  read.input = html;
  return run_checked(read, "reading HTML").out;
}

}  // namespace

TEST_CASE("the page shows the contents of the release") {
  const std::string html = report::html(test::example_manifest());
  CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(test::says(html, "<title>greetings 1.0.2</title>"));
  CHECK(test::says(html, "2023-11-14 22:13 UTC"));
  CHECK(test::says(html, "0123 4567 89AB CDEF 0123"));
  CHECK(test::says(html, "href=\"packages/greet-1.0-1.x86_64.rpm\""));
  CHECK(test::says(html, "-2:1.0-1.x86_64"));
  CHECK(test::says(html, std::string(64, 'a')));
  CHECK(test::says(html, "title=\"commit " + std::string(40, 'b') + "\""));
  CHECK(test::says(html, "greet-1.0-1.src.rpm"));
  CHECK(test::says(html, "dnf install greet"));
  CHECK(test::says(html, "--repofrompath=greetings,file://$PWD/packages"));
  CHECK(count(html, "<tr><td><a class=\"name\" href=\"packages/") +
            count(html, "<tr><td><a class=\"name\" href=\"sources/") ==
        5);
  CHECK(report::html(test::example_manifest()) == html);
}

TEST_CASE("the page shows the signers, and names no distribution that a target is not made for") {
  manifest::Manifest m = test::example_manifest();
  const std::string html = report::html(m);
  CHECK(test::says(html, "Acme &lt;acme@example.org&gt;<br><code class=\"fpr\">0123 4567"));
  CHECK(count(html, ">signed by Acme &lt;acme@example.org&gt;</div>") == 3);
  CHECK(test::says(html, "4567\nAcme &lt;acme@example.org&gt;</pre>"));
  CHECK(test::says(html, "rpm 4.14 and later<br><span class=\"dim small\">built for the target el9</span>"));
  CHECK(html.find("Enterprise Linux") == std::string::npos);
  CHECK(html.find("Fedora") == std::string::npos);
  // For an older manifest, only the fingerprint is known.
  m.keys.clear();
  m.sections[0].target.clear();
  const std::string older = report::html(m);
  CHECK(test::says(older, ">signed by 0123456789AB…</div>"));
  CHECK(test::says(older, "<td>rpm 4.14 and later</td>"));
}

TEST_CASE("the repository id on the page is valid for dnf") {
  manifest::Manifest m = test::example_manifest();
  m.product = "c++tools";
  CHECK(test::says(report::html(m), "--repofrompath=cplusplustools,file://$PWD/packages"));
}

TEST_CASE("a client of packages in several sections needs all of them") {
  manifest::Manifest m = test::example_manifest();
  manifest::SectionInfo vendor = m.sections[0];
  vendor.path = "deps/c++";
  m.sections.push_back(vendor);
  m.packages.push_back(m.packages[0]);
  m.packages.back().section = vendor.path;
  const std::string html = report::html(m);
  CHECK(test::says(html,
                   "dnf --repofrompath=greetings-packages,file://$PWD/packages \\\n"
                   "    --repofrompath=greetings-deps-cplusplus,file://$PWD/deps/c++ \\\n"
                   "    --setopt=&#39;greetings-*&#39;.gpgcheck=1 \\\n"));
  CHECK(test::says(html, "<pre>cp greetings.repo /etc/yum.repos.d/\ndnf install greet</pre>"));
  // Other targets have other repositories.
  m.sections.back().target = "el6";
  const std::string targets = report::html(m);
  CHECK(test::says(targets,
                   "cp greetings-el9.repo /etc/yum.repos.d/  # clients of el9\n"
                   "cp greetings-el6.repo /etc/yum.repos.d/  # clients of el6\ndnf install greet"));
  CHECK(test::says(targets, "dnf --repofrompath=greetings,file://$PWD/packages \\\n    --setopt"));
  // A folder with only a part of the packages.
  m.delta_from = manifest::ReleaseRef{};
  CHECK_FALSE(test::says(report::html(m), "--repofrompath"));
}

TEST_CASE("the page shows what was accepted and withdrawn") {
  manifest::Manifest m = test::example_manifest();
  CHECK_FALSE(test::says(report::html(m), "Accepted findings"));
  m.waivers = {{.gate = "upgrade",
                .finding = "old.noarch removed",
                .reason = "nobody used <it>",
                .owner = "ann",
                .expires = "2027-03-31"}};
  m.withdrawn = {{.nevra = "bad-1-1.noarch",
                  .section = "packages",
                  .sha256 = {},
                  .release = "1.0.1",
                  .reason = "it eats disks"}};
  const std::string html = report::html(m);
  CHECK(test::says(html,
                   "<h3>Accepted findings</h3>\n<ul>\n<li><b>upgrade:</b> old.noarch removed (nobody "
                   "used &lt;it&gt;; ann, until 2027-03-31)</li>\n</ul>\n"));
  CHECK(
      test::says(html, "<h3>Withdrawn packages</h3>\n<ul>\n<li>bad-1-1.noarch of 1.0.1: it eats disks</li>"));
  CHECK(read_by_python(html) == "ok");
}

TEST_CASE("it is well-formed and sends no requests") {
  CHECK(read_by_python(report::html(test::example_manifest())) == "ok");
  CHECK(read_by_python(
            report::html({.product = "empty", .release = "1", .created = manifest::iso_time(0)})) == "ok");
}

TEST_CASE("untrusted text remains text") {
  manifest::Manifest m = test::example_manifest();
  const std::string evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onload='x";
  m.product = m.release = m.tool = m.config_sha256 = evil;
  m.sections[0].client = m.sections[0].path = m.sections[0].target = evil;
  m.keys[0].user_id = evil;
  for (auto& entry : m.packages) {
    entry.nevra.name = entry.nevra.evr.version = entry.summary = entry.license = entry.source_rpm =
        entry.section = evil;
    entry.file = "a/" + evil;
    entry.origin = manifest::FromGit{.url = "https://" + evil, .ref = evil, .commit = evil};
    entry.required_by = {evil};
  }
  const std::string html = report::html(m);
  CHECK(read_by_python(html) == "ok");
  CHECK(count(html, "<script>") == 1);
  CHECK(count(html, "<img") == 0);
}

TEST_CASE("only http and https URLs become links") {
  manifest::Manifest m = test::example_manifest();
  m.packages[0].origin = manifest::FromGit{.url = "javascript:alert(1)"};
  m.packages[1].origin = manifest::FromGit{.url = "repos/greet"};
  const std::string html = report::html(m);
  CHECK_FALSE(test::says(html, "href=\"javascript"));
  CHECK(test::says(html, "<span class=\"dim\">javascript:alert(1)</span>"));
  CHECK(test::says(html, "<span class=\"dim\">repos/greet</span>"));
}

TEST_CASE("a section of a vendor's packages shows the vendor's key and that of its metadata") {
  manifest::Manifest m = test::example_manifest();
  const std::string ours = m.sections[0].signer;
  m.sections[0].signers = {std::string(40, 'D')};
  m.keys.push_back(
      {.fingerprint = std::string(40, 'D'), .user_id = "Vendor <v@example.org>", .file = "RPM-GPG-KEY-v"});
  const std::string html = report::html(m);
  CHECK(test::says(
      html, "Vendor &lt;v@example.org&gt;<br><code class=\"fpr\">DDDD DDDD DDDD DDDD DDDD\u00a0 DDDD"));
  CHECK(test::says(html, "metadata:</span> Acme &lt;acme@example.org&gt;"));
  CHECK(test::says(html, "The keys to trust"));
}

TEST_CASE("escaping") {
  CHECK(report::escape("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(report::escape("äöü 漢字 🦀") == "äöü 漢字 🦀");
  const std::string mark = "\xef\xbf\xbd";
  CHECK(report::escape("caf\xe9!") == "caf" + mark + "!");
  CHECK(report::escape("\xef\xbf\xbe\xef\xbf\xbf") ==
        mark + mark + mark + mark + mark + mark);  // U+FFFE, U+FFFF
  CHECK(report::escape("a\x1b[31m") == "a" + mark + "[31m");
  CHECK(report::escape("\xc0\xaf") == mark + mark);             // an overlong slash
  CHECK(report::escape("\xed\xa0\x80") == mark + mark + mark);  // half a surrogate pair
  CHECK(report::escape("a\xe2\x80\xae"
                       "b") == "a" + mark + mark + mark + "b");  // changes the direction of text
  CHECK(report::escape("\xe2\x82") == mark + mark);              // truncated
  CHECK(report::path_href("a b/c%d\"<é.rpm") == "a%20b/c%25d%22%3C%C3%A9.rpm");
}

TEST_CASE("the page has the upgrade guide, and nothing in it is markup") {
  const std::string guide =
      "# Upgrading\n\nFor each *release*, `run`\nthese.\n\n- one `a` and **b**\n- <script>\n\n## From 1.0\n\n"
      "    dnf upgrade\n    dnf install a \\\n        b\n\n### With `x`\n\nA `lone backtick.\n";
  const std::string html = report::html(test::example_manifest(), guide);
  CHECK(test::says(
      html,
      "<section class=\"guide\" aria-labelledby=\"h-upgrading\">\n<h2 id=\"h-upgrading\">Upgrading</h2>\n"
      "<p>For each *release*, <code>run</code> these.</p>\n<ul>\n<li>one <code>a</code> and "
      "<strong>b</strong></li>\n<li>&lt;script&gt;</li>\n</ul>\n<h3>From 1.0</h3>\n"
      "<pre>dnf upgrade\ndnf install a \\\n    b\n</pre>\n<h4>With <code>x</code></h4>\n"
      "<p>A `lone backtick.</p>\n</section>\n"));
  CHECK(read_by_python(html) == "ok");
  CHECK_FALSE(test::says(report::html(test::example_manifest()), "h-upgrading"));
}
