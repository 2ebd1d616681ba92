/**
 * The text box of formulas: codes are stored, labels are seen. It lives in a shadow root, where its styles are
 * adopted sheets and no rule of the page's CSP is touched.
 */
import { acceptCompletion, autocompletion, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, redo, undo } from '@codemirror/commands'
import { Compartment, EditorState, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView, keymap, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view'
import { t } from '@/shared/i18n'
import { snippets } from './functions'
import { tokensOf, type Name } from './tokens'

const redraw = StateEffect.define<Name[]>()
const names = StateField.define<Name[]>({
  create: () => [],
  update: (value, transaction) => transaction.effects.reduce((now, effect) => (effect.is(redraw) ? effect.value : now), value),
})
const fault = StateEffect.define<number | null>()
const faultMark = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let now = transaction.docChanged ? Decoration.none : value
    for (const effect of transaction.effects) {
      if (!effect.is(fault)) continue
      const length = transaction.state.doc.length
      const at = effect.value === null || !length ? null : Math.min(effect.value, length - 1)
      now = at === null ? Decoration.none : Decoration.set([Decoration.mark({ class: 'fault' }).range(at, at + 1)])
    }
    return now
  },
  provide: (field) => EditorView.decorations.from(field),
})

class Chip extends WidgetType {
  constructor(readonly code: string, readonly label: string | null) {
    super()
  }
  override eq(other: Chip): boolean {
    return other.code === this.code && other.label === this.label
  }
  toDOM(): HTMLElement {
    const chip = document.createElement('span')
    chip.className = this.label === null ? 'chip gone' : 'chip'
    chip.textContent = this.label ?? t('formula.gone', { code: this.code })
    chip.title = this.code
    return chip
  }
  override ignoreEvent(): boolean {
    return false
  }
}
function chipsOf(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const cursor = view.state.selection.main.head
  for (const token of tokensOf(view.state.doc.toString(), view.state.field(names))) {
    // A word that is still being typed is no deleted field yet.
    if (!token.name && view.hasFocus && cursor > token.from && cursor <= token.to) continue
    builder.add(token.from, token.to, Decoration.replace({ widget: new Chip(token.code, token.name?.label ?? null) }))
  }
  return builder.finish()
}
const chips = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = chipsOf(view)
    }
    update(update: ViewUpdate): void {
      if (update.docChanged || update.selectionSet || update.focusChanged || update.transactions.some((one) => one.effects.some((effect) => effect.is(redraw)))) this.decorations = chipsOf(update.view)
    }
  },
  { decorations: (plugin) => plugin.decorations, provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none) },
)

/** What may stand here: fields by label, code or first letters of either; then functions by what they do. */
function complete(context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_.]*/u)
  if (!word && !context.explicit) return null
  const typed = (word?.text ?? '').toLowerCase()
  const fits = (...texts: string[]) => !typed || texts.some((text) => text.toLowerCase().includes(typed))
  const fields = context.state.field(names).filter((name) => fits(name.label, name.code)).map((name): Completion => ({ label: name.label, detail: name.code, apply: put(name.code, name.code.length), boost: name.label.startsWith(typed) ? 2 : 1 }))
  const functions = snippets().filter((one) => fits(one.label, one.sign)).map((one): Completion => ({ label: one.label, detail: one.sign, apply: put(one.insert.replace('|', ''), one.insert.indexOf('|')) }))
  const options = [...fields, ...functions]
  return options.length ? { from: word?.from ?? context.pos, options, filter: false } : null
}
const put = (text: string, cursor: number) => (view: EditorView, _completion: Completion, from: number, to: number) =>
  view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + cursor }, userEvent: 'input.complete' })

/** Where the page around keeps the steps of its draft (`data-draft-undo`), undo is its own; elsewhere it is the box's and goes no further. */
const OWN_UNDO = [{ key: 'Mod-z', run: undo }, { key: 'Mod-Shift-z', run: redo }, { key: 'Mod-y', run: redo }].map((one) => ({ ...one, preventDefault: true, stopPropagation: true }))

const theme = EditorView.theme({
  '&': { background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 'var(--radius)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none', borderColor: 'var(--brand)', boxShadow: '0 0 0 2px rgb(51 112 255 / 16%)' },
  '.cm-content': { minHeight: 'var(--formula-height, 34px)', padding: '4px 4px', color: 'var(--text)', caretColor: 'var(--text)', fontFamily: 'var(--mono)', lineHeight: '1.9' },
  '.chip': { display: 'inline-block', margin: '0 1px', padding: '0 7px', color: 'var(--brand-text)', fontFamily: 'var(--font)', lineHeight: '1.6', background: 'var(--brand-soft)', borderRadius: '4px' },
  '.chip.gone': { color: 'var(--bad)', background: 'var(--bad-soft)' },
  '.fault': { textDecoration: 'underline wavy var(--bad)', textUnderlineOffset: '4px' },
  '.cm-tooltip': { background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 'var(--radius)', boxShadow: 'var(--shadow-high)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '240px', fontFamily: 'var(--font)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '5px 10px', color: 'var(--text)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--brand-text)', background: 'var(--brand-soft)' },
  '.cm-completionDetail': { marginLeft: '10px', color: 'var(--text-3)', fontStyle: 'normal', fontFamily: 'var(--mono)' },
  '.cm-completionMatchedText': { textDecoration: 'none' },
})

export interface FormulaView { set: (text: string, known: Name[]) => void; mark: (position: number | null) => void; insert: (text: string) => void; focus: () => void; destroy: () => void }

export function formulaView(root: ShadowRoot, label: string, text: string, known: Name[], changed: (text: string) => void): FormulaView {
  const attributes = new Compartment()
  const view: EditorView = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        names.init(() => known),
        faultMark,
        chips,
        autocompletion({ override: [complete], icons: false, interactionDelay: 0 }),
        ...(root.host.closest('[data-draft-undo]') ? [] : [history(), keymap.of(OWN_UNDO)]),
        keymap.of([{ key: 'Tab', run: acceptCompletion }, ...completionKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        attributes.of(EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' })),
        EditorView.updateListener.of((update) => update.docChanged && !update.transactions.some((one) => one.isUserEvent('outside')) && changed(update.state.doc.toString())),
        theme,
      ],
    }),
  })
  return {
    set(next, fields) {
      const now = view.state.doc.toString()
      view.dispatch({ changes: now === next ? undefined : { from: 0, to: now.length, insert: next }, effects: redraw.of(fields), userEvent: 'outside' })
    },
    mark: (position) => view.dispatch({ effects: fault.of(position) }),
    insert(added) {
      const { from, to } = view.state.selection.main
      view.dispatch({ changes: { from, to, insert: added }, selection: { anchor: from + added.length }, userEvent: 'input' })
      view.focus()
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}
