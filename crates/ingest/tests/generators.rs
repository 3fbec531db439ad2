//! Small pages written after the shape of what widespread generators write: the same words come out of
//! each. `cargo xtask test sites` does it with the generators themselves.

mod shared;

use shared::page;

/// What each of the pages below says.
const BLOCKS: [&str; 4] = ["渡口在东边。", "早上的第一班船", "船夫先敲三下铃。", "const 灯 = 1;"];

#[track_caller]
fn says_the_same(html: &str) {
    let found = page(html);
    assert_eq!(found.document.title, "渡口的一天");
    let blocks: Vec<&str> = found.document.blocks.iter().map(|block| block.trim()).collect();
    assert_eq!(blocks, BLOCKS);
    let [section] = &found.sections[..] else { panic!("one section: {:?}", found.sections) };
    assert_eq!(
        (section.heading.as_str(), section.level, section.first_block),
        ("早上的第一班船", 2, 1)
    );
    assert_eq!(section.anchor.as_deref(), Some("早上的第一班船"));
    assert_eq!(found.document.lang.as_deref(), Some("zh-CN"));
}

#[test]
fn vitepress() {
    says_the_same(
        "<!DOCTYPE html><html lang=\"zh-CN\" dir=\"ltr\"><head><title>渡口的一天 | 河边的书</title></head>\
         <body><div id=app><div class=Layout><a href=#VPContent class=\"VPSkipLink visually-hidden\">Skip</a>\
         <header class=VPNav><span>河边的书</span></header><div class=\"VPLocalNav\">Menu</div>\
         <aside class=VPSidebar><nav>侧栏</nav></aside><div class=VPContent id=VPContent><div class=VPDoc>\
         <div class=aside><nav aria-labelledby=doc-outline-aria-label>本页</nav></div><main class=main>\
         <div class=\"vp-doc\"><div><h1 id=渡口的一天 tabindex=-1>渡口的一天 <a class=header-anchor \
         href=\"#渡口的一天\" aria-label=\"Permalink\">\u{200B}</a></h1><p>渡口在东边。</p>\
         <h2 id=早上的第一班船 tabindex=-1>早上的第一班船 <a class=header-anchor href=\"#早上的第一班船\">\u{200B}</a></h2>\
         <p>船夫先敲三下铃。</p><div class=\"language-js vp-adaptive-theme\"><button title=\"Copy Code\" class=copy>\
         </button><span class=lang>js</span><pre class=\"shiki\"><code><span class=line>const 灯 = 1;</span></code>\
         </pre></div></div></div></main><footer class=VPDocFooter>下一页</footer></div></div></div></div></body></html>",
    );
}

#[test]
fn hexo() {
    says_the_same(
        "<!DOCTYPE html><html lang=zh-CN><head><title>渡口的一天 | 河边的书</title>\
         <meta property=\"og:site_name\" content=\"河边的书\"></head><body><div id=container><header id=header>\
         <h1 id=logo-wrap><a href=\"/\" id=logo>河边的书</a></h1></header><section id=main>\
         <article id=post-ferry class=\"article article-type-post\"><header class=article-header>\
         <h1 class=\"p-name article-title\">渡口的一天</h1></header><div class=\"e-content article-entry\">\
         <p>渡口在东边。</p><h2 id=\"早上的第一班船\"><a href=\"#早上的第一班船\" class=headerlink title=x></a>\
         早上的第一班船</h2><p>船夫先敲三下铃。</p><figure class=\"highlight js\"><table><tr><td class=gutter>\
         <pre><span class=line>1</span><br></pre></td><td class=code><pre><span class=line>const 灯 = 1;</span>\
         <br></pre></td></tr></table></figure></div><footer class=article-footer>分享</footer></article>\
         </section><aside id=sidebar>标签</aside></div></body></html>",
    );
}

#[test]
fn mdbook() {
    says_the_same(
        "<!DOCTYPE HTML><html lang=\"zh-CN\" class=light><head><title>渡口的一天 - 河边的书</title></head><body>\
         <div id=body-container><script>var theme;</script><nav id=mdbook-sidebar class=sidebar>目录</nav>\
         <div id=page-wrapper><div id=menu-bar><h1 class=menu-title>河边的书</h1></div><div id=content><main>\
         <h1 id=渡口的一天><a class=header href=\"#渡口的一天\">渡口的一天</a></h1><p>渡口在东边。</p>\
         <h2 id=早上的第一班船><a class=header href=\"#早上的第一班船\">早上的第一班船</a></h2>\
         <p>船夫先敲三下铃。</p><pre><code class=language-js>const 灯 = 1;</code></pre></main>\
         <nav class=nav-wrapper>下一章</nav></div></div></div></body></html>",
    );
}

#[test]
fn docusaurus_hugo_mkdocs_and_jekyll() {
    let inner = "<p>渡口在东边。</p><h2 id=早上的第一班船>早上的第一班船MARK</h2><p>船夫先敲三下铃。</p>CODE";
    let code = "<pre><code>const 灯 = 1;</code></pre>";
    for (around, mark, listing) in [
        (
            "<nav class=navbar>导航</nav><main class=docMainContainer><article><nav class=theme-doc-breadcrumbs>首页</nav>\
             <div class=\"theme-doc-markdown markdown\"><header><h1>渡口的一天</h1></header>INNER</div>\
             <footer>编辑</footer></article><nav class=pagination-nav>下一页</nav></main>",
            "<a href=#早上的第一班船 class=hash-link aria-label=x>\u{200B}</a>",
            "<div class=codeBlock><pre><code>const 灯 = 1;</code></pre><div class=buttonGroup><button>复制</button></div></div>",
        ),
        (
            "<header>站</header><main><article class=post><h1>渡口的一天</h1>INNER</article></main><footer>尾</footer>",
            " <a class=anchor aria-hidden=true href=#早上的第一班船>#</a>",
            "<div class=highlight><table><tr><td class=gutter><pre>1</pre></td><td><pre>const 灯 = 1;</pre></td></table></div>",
        ),
        (
            "<div class=wy-side-nav>\u{200B}<nav>侧</nav></div><div role=main class=document><h1>渡口的一天</h1>INNER</div>",
            "<a class=headerlink href=#早上的第一班船 title=x>¶</a>",
            code,
        ),
        (
            "<header class=site-header>站</header><main class=page-content aria-label=Content><div class=wrapper>\
             <article><header class=post-header><h1 class=post-title>渡口的一天</h1></header>\
             <div class=post-content>INNER</div></article></div></main>",
            "",
            code,
        ),
    ] {
        let inner = inner.replace("MARK", mark).replace("CODE", listing);
        says_the_same(&format!(
            "<html lang=zh-CN><body>{}</body></html>",
            around.replace("INNER", &inner)
        ));
    }
}
