// What the page does without asking the server: lighting quotes, moving focus, keys, panes. Run once by Gradio.
() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  const behavior = () => (calm.matches ? 'auto' : 'smooth');
  const article = () => one('#yw-pane article.document');
  const box = () => one('#yw-question textarea');
  const marksOf = (marker) => all(`#yw-pane mark[data-marker~="${CSS.escape(marker)}"]`);

  let origin = null; // the citation that opened the quote: Esc goes back to it
  let wanted = null; // {turn, marker} of a citation that was clicked and that the server is drawing

  function switchTo(pane) {
    document.body.dataset.pane = pane;
    all('#yw-switch .tab').forEach((tab) => tab.setAttribute('aria-pressed', String(tab.dataset.pane === pane)));
  }

  function light(marker, move) {
    const found = marksOf(marker);
    if (!found.length) return false;
    all('#yw-pane mark.chosen').forEach((mark) => mark.classList.remove('chosen'));
    found.forEach((mark) => mark.classList.add('chosen'));
    if (move) switchTo('document');
    found[0].scrollIntoView({block: 'center', behavior: behavior()});
    if (move) found[0].focus({preventScroll: true});
    return true;
  }

  function goBack() {
    if (!origin) return switchTo('chat');
    switchTo('chat');
    origin.scrollIntoView({block: 'nearest', behavior: behavior()});
    origin.focus({preventScroll: true});
    origin = null;
  }

  function walk(step) {
    const names = [...new Set(all('#yw-pane mark.quote').flatMap((mark) => mark.dataset.marker.split(' ')))];
    const chosen = one('#yw-pane mark.chosen');
    const at = chosen ? names.indexOf(chosen.dataset.marker.split(' ')[0]) : -1;
    if (names.length) light(names[(at + step + names.length) % names.length], true);
  }

  function goTo(element) {
    all('#yw-pane .target').forEach((other) => other.classList.remove('target'));
    element.classList.add('target');
    element.scrollIntoView({block: 'start', behavior: behavior()});
  }

  window.yinwen = {
    // True where the open document already shows this citation; otherwise the server is to draw it.
    show(button) {
      origin = button;
      const open = article();
      const here = open && open.dataset.turn === button.dataset.turn && open.dataset.doc === button.dataset.doc;
      if (here && light(button.dataset.marker, true)) return true;
      wanted = {turn: button.dataset.turn, marker: button.dataset.marker};
      return false;
    },
    asking(question) {
      if (question.trim()) one('#yw-chat').dataset.asking = '';
    },
    answered() {
      delete one('#yw-chat').dataset.asking;
    },
  };

  // The server has drawn the document: go to the quote, the paragraph of the address, or the top.
  // Gradio touches the pane without drawing it anew, so only a change of what is shown counts.
  let first = true;
  let shown = {};
  new MutationObserver(() => {
    const open = article();
    if (!open) return;
    const {doc, turn, focus} = open.dataset;
    if (doc === shown.doc && turn === shown.turn && focus === shown.focus) return;
    if (focus) {
      const move = wanted !== null && wanted.turn === turn && wanted.marker === focus;
      if (move) wanted = null;
      light(focus, move);
    } else if (first && /^#p\d+$/.test(location.hash) && one(location.hash)) {
      goTo(one(location.hash));
    } else if (doc !== shown.doc) {
      one('#yw-pane').scrollTop = 0;
    }
    shown = {doc, turn, focus};
    first = false;
  }).observe(one('#yw-pane'), {
    childList: true, subtree: true, attributes: true, attributeFilter: ['data-doc', 'data-turn', 'data-focus'],
  });

  // A link to a paragraph of the open document, followed or typed into the address.
  window.addEventListener('hashchange', () => {
    const paragraph = /^#p\d+$/.test(location.hash) && one(location.hash);
    if (!paragraph) return;
    switchTo('document');
    goTo(paragraph);
  });

  let turns = 0;
  new MutationObserver(() => {
    const drawn = all('#yw-conversation .turn');
    if (drawn.length > turns) drawn[drawn.length - 1].scrollIntoView({block: 'start', behavior: behavior()});
    turns = drawn.length;
  }).observe(one('#yw-conversation'), {childList: true, subtree: true});

  // At most one drawer is open; a click elsewhere and Esc close it.
  function drawer(name) {
    if (name) document.body.dataset.drawer = name;
    else delete document.body.dataset.drawer;
    all('.open-drawer').forEach((button) => button.setAttribute('aria-expanded', String(button.dataset.drawer === name)));
  }

  document.addEventListener('click', (event) => {
    const opener = event.target.closest('.open-drawer');
    if (opener) drawer(document.body.dataset.drawer === opener.dataset.drawer ? '' : opener.dataset.drawer);
    else if (document.body.dataset.drawer && event.target.isConnected && !event.target.closest('.drawer')) drawer('');
    const tab = event.target.closest('#yw-switch .tab');
    if (tab) switchTo(tab.dataset.pane);
    if (event.target.closest('#yw-question button')) window.yinwen.asking(box().value);
    if (event.target.closest('#yw-pane .back')) goBack();
    const step = event.target.closest('#yw-pane .step');
    if (step) walk(Number(step.dataset.step));
    const section = event.target.closest('#yw-pane .goto-section');
    if (section) {
      section.closest('details').open = false;
      goTo(document.getElementById(section.dataset.section));
    }
    const number = event.target.closest('#yw-pane a.n');
    if (number) {
      event.preventDefault();
      history.replaceState(null, '', number.getAttribute('href'));
      goTo(number.parentElement);
    }
  });

  // Enter belongs to the input method while it composes; Gradio sends on every Enter.
  for (const kind of ['keydown', 'keypress']) {
    document.addEventListener(kind, (event) => {
      if (event.key !== 'Enter' || event.target !== box()) return;
      if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
      else if (kind === 'keydown' && !event.shiftKey) window.yinwen.asking(box().value);
    }, true);
  }

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, [contenteditable]');
    const onQuote = event.target.matches('#yw-pane mark');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      switchTo('chat');
      box().focus();
    } else if (event.key === 'Escape' && document.body.dataset.drawer) {
      const opener = one(`.open-drawer[data-drawer="${document.body.dataset.drawer}"]`);
      drawer('');
      opener.focus();
    } else if (event.key === 'Escape' && !typing) {
      hideCard();
      if (origin) goBack();
    } else if (onQuote && one('#yw-pane .steps') && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      walk(event.key === 'ArrowDown' ? 1 : -1);
    }
  });

  // The card at a citation: the quote and where it stands. Its words are set as text, never as HTML.
  const card = document.createElement('div');
  card.id = 'yw-card';
  card.setAttribute('role', 'tooltip');
  card.hidden = true;
  card.append(document.createElement('blockquote'), document.createElement('p'));
  one('.gradio-container').append(card);

  function hideCard() {
    card.hidden = true;
    all('[aria-describedby="yw-card"]').forEach((button) => button.removeAttribute('aria-describedby'));
  }

  function showCard(button) {
    card.firstChild.textContent = button.dataset.quote;
    card.lastChild.textContent = button.dataset.place;
    card.hidden = false;
    button.setAttribute('aria-describedby', 'yw-card');
    const at = button.getBoundingClientRect();
    const left = Math.min(at.left, window.innerWidth - card.offsetWidth - 12);
    const below = at.bottom + 8 + card.offsetHeight < window.innerHeight;
    card.style.left = `${Math.max(12, left)}px`;
    card.style.top = `${below ? at.bottom + 8 : at.top - card.offsetHeight - 8}px`;
  }

  for (const [enter, leave] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
    document.addEventListener(enter, (event) => {
      const cite = event.target.closest('#yw-conversation .cite');
      if (cite) showCard(cite);
    });
    document.addEventListener(leave, hideCard);
  }
  document.addEventListener('scroll', hideCard, true);
}
