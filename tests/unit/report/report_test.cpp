// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.hpp"

#include <doctest/doctest.h>

#include "core/json.hpp"
#include "process/process.hpp"
#include "report/markup.hpp"
#include "support/errors.hpp"
#include "support/manifest_fixture.hpp"

using namespace rpmworks;

namespace {

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++found;
  return found;
}

report::ReleaseData data_of(manifest::Manifest manifest) {
  return {.manifest = std::make_shared<const manifest::Manifest>(std::move(manifest))};
}

std::string page_of(manifest::Manifest manifest) {
  return report::release_page(data_of(std::move(manifest)));
}

/// The data for the script.
Json data_in(const std::string& html) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const size_t at = html.find(begin) + begin.size();
  return Json::parse(html.substr(at, html.find("</script>", at) - at));
}

/// The result of a strict HTML parser: "ok", and every place that would make a browser send a request.
std::string read_by_python(const std::string& html) {
  Command read;
  read.argv = {"python3", "-c", R"py(
import sys, re, hashlib, base64
from html.parser import HTMLParser
VOID = {'meta', 'input', 'br', 'link', 'img'}
OPTIONAL = {'td', 'tr'}  # their ends may be omitted (HTML, 13.1.2.4)
CLOSES = {'td': {'td'}, 'tr': {'td', 'tr'}}
class Reader(HTMLParser):
    stack, bad, ids, scripts, styles = [], [], set(), [], []
    def handle_starttag(self, tag, attrs):
        if tag in CLOSES:
            while self.stack and self.stack[-1] in CLOSES[tag]: self.stack.pop()
        if tag not in VOID: self.stack.append(tag)
        if tag == 'script': self.scripts.append(['', dict(attrs).get('type')])
        if tag == 'style': self.styles.append('')
        for name, value in attrs:
            if (tag, name, value) in (('link', 'rel', 'icon'), ('link', 'href', 'data:,')): continue
            if name in ('src', 'srcset', 'background', 'poster', 'data', 'action', 'style') or name.startswith('on') or tag in ('link', 'img', 'iframe', 'object', 'base'):
                self.bad.append(f'{tag} {name}={value}')
            if name == 'href' and not re.match(r'(https?://|#[a-z-]+$|[A-Za-z0-9._~%/+^-]+$)', value): self.bad.append(f'href={value}')
            if name == 'id':
                if value in self.ids: self.bad.append(f'id {value} twice')
                self.ids.add(value)
    def handle_endtag(self, tag):
        while self.stack and self.stack[-1] in OPTIONAL and self.stack[-1] != tag: self.stack.pop()
        if not self.stack or self.stack.pop() != tag: self.bad.append(f'</{tag}> at {self.getpos()}')
    def handle_data(self, data):
        if self.stack and self.stack[-1] == 'script': self.scripts[-1][0] += data
        if self.stack and self.stack[-1] == 'style':
            self.styles[-1] += data
            if re.search(r'url\(|@import', data): self.bad.append('style asks')
text = sys.stdin.read()
r = Reader(); r.feed(text); r.close()
if r.stack: r.bad.append('open: ' + ' '.join(r.stack))
def allowed(kind, code):
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    if not re.search(kind + "-src[^;]*'sha256-" + re.escape(digest) + "'", text): r.bad.append('the policy does not allow a ' + kind)
for code, kind in r.scripts:
    if kind is None: allowed('script', code)
for code in r.styles: allowed('style', code)
if 'unsafe' in text[:2000]: r.bad.append('the policy is unsafe')
print('; '.join(r.bad) or 'ok', end='')
)py"};
  read.input = html;
  return run_checked(read, "reading HTML").out;
}

}  // namespace

TEST_CASE("the page shows the contents of the release") {
  const std::string html = page_of(test::example_manifest());
  CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(test::says(html, "<title>greetings 1.0.2</title>"));
  CHECK(test::says(html, "2023-11-14 22:13 UTC"));
  CHECK(test::says(html, "0123 4567 89AB CDEF 0123"));
  CHECK(test::says(html, "<a href=\"packages/greet-1.0-1.x86_64.rpm\">greet</a>"));
  CHECK(test::says(html, "<td>2:1.0-1<td>x86_64<td>packages<td>MIT<td>git bbbbbbbbbb<td>2.0 KiB"));
  CHECK(test::says(html, "2 packages and 1 source package, 2.9 KiB in 2 sections"));
  CHECK(test::says(html, "dnf install greet"));
  CHECK(test::says(html, "--repofrompath=greetings,file://$PWD/packages"));
  CHECK(count(html, "<tr><td><a href=\"") == 3);
  CHECK(page_of(test::example_manifest()) == html);
}

TEST_CASE("the data for the script have what the table lacks") {
  const Json data = data_in(page_of(test::example_manifest()));
  const Json& packages = data["packages"];
  const auto text = [&](const Json& position) {
    return data["texts"][position.get<size_t>()].get<std::string>();
  };
  CHECK(packages["size"] == Json{2000, 1000, 5});
  // 32 bytes of 0xaa
  CHECK(packages["sha256"].text().substr(0, 43) == "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo");
  CHECK(packages["origin"] == 0);  // of all three
  CHECK(data["origins"][0]["commit"] == std::string(40, 'b'));
  CHECK(data["origins"][0]["verified"]["what"] == "tag");
  CHECK(data["builds"][0]["target"] == "el9");
  CHECK(packages["build"] == Json{0, 0, -1});
  CHECK(packages["source"][0] == -2);  // as the package's own name says
  CHECK(text(packages["source"][1]) == "greet-1.0-1.src.rpm");
  CHECK(text(packages["wanted_by"][1][0]) == "greet");
  CHECK_FALSE(packages.contains("needs"));
  CHECK(data["bases"].empty());
}

TEST_CASE("the page shows the signers, and names no distribution that a target is not made for") {
  manifest::Manifest m = test::example_manifest();
  const std::string html = page_of(m);
  CHECK(test::says(
      html, "<b><bdi>Acme &lt;acme@example.org&gt;</bdi></b></p>\n<p class=\"fpr\" data-copy=\"0123456789"));
  CHECK(test::says(html, "rpm 4.14 and later <span class=\"dim\">built for the target el9</span>"));
  CHECK(test::says(html, "created 2020-09-13, expires 2030-03-17"));
  CHECK(html.find("Enterprise Linux") == std::string::npos);
  CHECK(html.find("Fedora") == std::string::npos);
  // For an older manifest, only the fingerprint is known.
  m.keys.clear();
  m.sections[0].target.clear();
  const std::string older = page_of(m);
  CHECK(test::says(older, "<b><bdi></bdi></b>"));
  CHECK(test::says(older, "<td data-label=\"Clients\">rpm 4.14 and later</td>"));
}

TEST_CASE("the repository id on the page is valid for dnf") {
  manifest::Manifest m = test::example_manifest();
  m.product = "c++tools";
  CHECK(test::says(page_of(m), "--repofrompath=cplusplustools,file://$PWD/packages"));
}

TEST_CASE("a client of packages in several sections needs all of them") {
  manifest::Manifest m = test::example_manifest();
  manifest::SectionInfo vendor = m.sections[0];
  vendor.path = "deps/c++";
  m.sections.push_back(vendor);
  m.packages.push_back(m.packages[0]);
  m.packages.back().section = vendor.path;
  m.packages.back().file = "deps/c++/greet-1.0-1.x86_64.rpm";
  const std::string html = page_of(m);
  CHECK(test::says(html,
                   "dnf --repofrompath=greetings-packages,file://$PWD/packages \\\n"
                   "    --repofrompath=greetings-deps-cplusplus,file://$PWD/deps/c++ \\\n"
                   "    --setopt=&#39;greetings-*&#39;.gpgcheck=1 \\\n"));
  CHECK(test::says(html, "<code>cp greetings.repo /etc/yum.repos.d/\ndnf install greet</code>"));
  // Other targets have other repositories.
  m.sections.back().target = "el6";
  const std::string targets = page_of(m);
  CHECK(test::says(targets,
                   "cp greetings-el9.repo /etc/yum.repos.d/  # clients of el9\n"
                   "cp greetings-el6.repo /etc/yum.repos.d/  # clients of el6\ndnf install greet"));
  CHECK(test::says(targets, "dnf --repofrompath=greetings,file://$PWD/packages \\\n    --setopt"));
  // A folder with only a part of the packages.
  m.delta_from = manifest::ReleaseRef{};
  CHECK_FALSE(test::says(page_of(m), "--repofrompath"));
  // el6 and el7 have yum, which has no such option.
  manifest::Manifest old = test::example_manifest();
  for (auto& section : old.sections) section.client = "el6";
  CHECK(test::says(page_of(old), "yum install greet</code>"));
  CHECK_FALSE(test::says(page_of(old), "--repofrompath"));
}

TEST_CASE("a release that was composed passed its gates; waivers and withdrawals are shown") {
  manifest::Manifest m = test::example_manifest();
  CHECK(test::says(page_of(m), "greetings 1.0.2 was not checked for this page"));
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
  report::ReleaseData data = data_of(m);
  data.required = {{"signatures", "Only trusted keys signed", ""},
                   {"closure", "", "no base"},
                   {"upgrade", "Clients get there", ""}};
  const std::string html = report::release_page(data);
  CHECK(test::says(html, "greetings 1.0.2 was sound when it was composed"));
  CHECK(test::says(html, "1 did not run, 2 passed"));
  CHECK(test::says(html, "<li class=\"gate passed\">"));
  CHECK(test::says(html, "Not checked: no base"));
  CHECK(test::says(html,
                   "<p>old.noarch removed</p><p class=\"why\"><b>Accepted:</b> nobody used &lt;it&gt; <span "
                   "class=\"dim\">by ann, until 2027-03-31</span></p>"));
  CHECK(test::says(
      html,
      "<b><bdi>bad-1-1.noarch</bdi></b> <span class=\"dim\">of 1.0.1</span> <span>it eats disks</span>"));
  CHECK(read_by_python(html) == "ok");
}

TEST_CASE("checks made now: the failed gates first, each finding with a command") {
  report::ReleaseData data = data_of(test::example_manifest());
  data.checks = {.time = 1700000000, .tool = "rpmworks 0.1.0", .gates = {}};
  auto& gates = data.checks->gates;
  gates.push_back({.name = "manifest",
                   .subject = "greetings 1.0.2",
                   .findings = {},
                   .accepted = {},
                   .notes = {},
                   .detail = "signed by Acme",
                   .not_checked = {}});
  const std::string sound = report::release_page(data);
  CHECK(test::says(sound, "greetings 1.0.2 is sound"));
  CHECK(test::says(sound, "checked <time datetime=\"2023-11-14T22:13:20Z\">"));
  CHECK(test::says(sound, "signed by Acme"));
  gates.push_back({.name = "closure",
                   .subject = "el9",
                   .findings = {},
                   .accepted = {},
                   .notes = {},
                   .detail = {},
                   .not_checked = "no base"});
  CHECK(test::says(report::release_page(data), "is sound as far as it could be checked"));
  gates.push_back({.name = "digests",
                   .subject = "packages",
                   .findings = {{.id = {}, .text = "it's changed", .file = "packages/it's.rpm"}},
                   .accepted = {},
                   .notes = {},
                   .detail = {},
                   .not_checked = {}});
  const std::string html = report::release_page(data);
  CHECK(test::says(html, "greetings 1.0.2 is not sound"));
  CHECK(test::says(html, "1 gate failed: digests."));
  CHECK(test::says(html, "<code>rpm -Kv &#39;./packages/it&#39;\\&#39;&#39;s.rpm&#39;</code>"));
  CHECK(html.find("gate failed\"") < html.find("gate unchecked\""));
  CHECK(html.find("gate unchecked\"") < html.find("gate passed\""));
}

TEST_CASE("what changed since the release before") {
  manifest::Manifest now = test::example_manifest();
  manifest::Manifest before = now;
  before.release = "1.0.1";
  before.packages[0].nevra.evr.version = "0.9";
  before.packages[0].sha256 = std::string(64, '9');
  before.packages[0].origin =
      manifest::FromGit{.url = "https://git.example.org/greet.git", .commit = std::string(40, 'e')};
  manifest::Entry gone = before.packages[1];
  gone.nevra.name = "greet-old";
  gone.file = "packages/greet-old-1.0-1.noarch.rpm";
  before.packages.push_back(gone);
  report::ReleaseData data = data_of(now);
  data.earlier = {std::make_shared<const manifest::Manifest>(before)};
  data.earlier_left_out = 2;
  const std::string html = report::release_page(data);
  CHECK(test::says(html, "What changed since <span class=\"base\">1.0.1</span>"));
  CHECK(test::says(html, "<h3>1 removed</h3>"));
  CHECK(test::says(html, "<h3>1 upgraded</h3>"));
  CHECK(test::says(html,
                   "<span class=\"old\">2:0.9-1</span> <span class=\"dim\">→</span> <span>2:1.0-1</span>"));
  CHECK(test::says(html, "2 older releases are not compared on this page."));
  const Json page_data = data_in(html);
  const Json& base = page_data["bases"][0];
  CHECK(base["release"] == "1.0.1");
  CHECK(base["index"] == Json{0});
  CHECK(page_data["texts"][base["commit"][0].get<size_t>()] == std::string(40, 'e'));
  CHECK(page_data["texts"][base["gone"][0][0].get<size_t>()] == "greet-old");
  CHECK(base["gone"][0][4] == 1000);
  CHECK(read_by_python(html) == "ok");
}

TEST_CASE("it is well-formed and sends no requests") {
  CHECK(read_by_python(page_of(test::example_manifest())) == "ok");
  CHECK(read_by_python(page_of({.product = "empty", .release = "1", .created = manifest::iso_time(0)})) ==
        "ok");
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
  const std::string html = page_of(m);
  CHECK(read_by_python(html) == "ok");
  CHECK(count(html, "<script>") == 2);
  CHECK(count(html, "<img") == 0);
  report::ReleasesData releases{
      .product = evil,
      .releases = {{.manifest = std::make_shared<const manifest::Manifest>(m),
                    .name = evil,
                    .fault = {},
                    .state = evil},
                   {.manifest = nullptr, .name = evil, .fault = evil, .state = {}}}};
  CHECK(read_by_python(report::releases_page(releases)) == "ok");
}

TEST_CASE("a section of a vendor's packages shows the vendor's key and that of its metadata") {
  manifest::Manifest m = test::example_manifest();
  m.sections[0].from = "upstream";
  m.sections[0].signers = {std::string(40, 'D')};
  m.keys.push_back(
      {.fingerprint = std::string(40, 'D'), .user_id = "Vendor <v@example.org>", .file = "RPM-GPG-KEY-v"});
  const std::string html = page_of(m);
  CHECK(test::says(html, "Vendor &lt;v@example.org&gt;</bdi></b> <span class=\"tag\">vendor’s key"));
  CHECK(test::says(html, "<code>DDDD DDDD DDDD DDDD DDDD DDDD"));
  CHECK(test::says(html, "<span>packages</span><span class=\"dim\">2 packages: metadata</span>"));
}

TEST_CASE("the page of all releases") {
  const auto now = std::make_shared<const manifest::Manifest>(test::example_manifest());
  manifest::Manifest older = test::example_manifest();
  older.packages.pop_back();
  older.packages.pop_back();
  const auto before = std::make_shared<const manifest::Manifest>(older);
  const std::string html = report::releases_page(
      {.product = "greetings",
       .releases = {{.manifest = now, .name = "1.0.2", .fault = {}, .state = "published"},
                    {.manifest = nullptr, .name = "1.0.1", .fault = "no manifest", .state = {}},
                    {.manifest = before, .name = "1.0.0", .fault = {}, .state = {}, .has_page = false}}});
  CHECK(test::says(html, "greetings has 3 releases"));
  CHECK(test::says(html,
                   "<a href=\"1.0.2/index.html\">1.0.2</a> <span class=\"tag published\">published</span>"));
  CHECK(test::says(html, "since 1.0.0: 1 added"));
  CHECK(test::says(html, "It cannot be read: no manifest"));
  CHECK(test::says(html, "<p class=\"ver\">1.0.0</p>"));
  const Json data = data_in(html);
  CHECK(data["rows"][0][0] == "greet");
  CHECK(data["rows"][0][5] == Json{0, 2});
  CHECK(read_by_python(html) == "ok");
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
  report::ReleaseData data = data_of(test::example_manifest());
  data.upgrade_guide =
      "# Upgrading\n\nFor each *release*, `run`\nthese.\n\n- one `a` and **b**\n- <script>\n\n## From 1.0\n\n"
      "    dnf upgrade\n    dnf install a \\\n        b\n\n### With `x`\n\nA `lone backtick.\n";
  const std::string html = report::release_page(data);
  CHECK(test::says(html,
                   "<p>For each *release*, <code>run</code> these.</p>\n<ul>\n<li>one <code>a</code> and "
                   "<strong>b</strong></li>\n<li>&lt;script&gt;</li>\n</ul>\n<h3>From 1.0</h3>\n"
                   "<div class=\"cmd\"><pre><code>dnf upgrade\ndnf install a \\\n    b</code></pre></div>\n"
                   "<h4>With <code>x</code></h4>\n<p>A `lone backtick.</p>\n"));
  CHECK(read_by_python(html) == "ok");
  CHECK_FALSE(test::says(page_of(test::example_manifest()), "h-upgrading"));
}
