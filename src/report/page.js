// page.js - the whole script of the report. Without it the page can be read; it adds sorting, a filter, and
// opens the group that a link leads to.
'use strict';
(function () {
    var table = document.querySelector('table.list');
    if (!table) return;
    var body = table.tBodies[0], rows = Array.from(body.rows), heads = Array.from(table.tHead.rows[0].cells);
    var groups = Array.from(document.querySelectorAll('details.group'));

    // What a cell is sorted by: data-v, else its text; numbers as numbers, what is missing last.
    function key(row, column) {
        var cell = row.cells[column], value = cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent.trim();
        if (value === '') return null;
        return isNaN(parseFloat(value)) || !/^-?[\d.]+%?$/.test(value) ? value : parseFloat(value);
    }
    function compare(a, b) {
        if (typeof a === 'number' && typeof b === 'number') return a - b;
        return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
    }
    function sort(column, direction) {
        var keyed = rows.map(function (row, place) { return {row: row, key: key(row, column), place: place}; });
        keyed.sort(function (a, b) {
            if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
            return direction * compare(a.key, b.key) || a.place - b.place;
        });
        keyed.forEach(function (item) { body.appendChild(item.row); });
        heads.forEach(function (head, i) {
            if (i === column) head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
            else head.removeAttribute('aria-sort');
        });
    }
    heads.forEach(function (head, column) {
        var button = document.createElement('button');
        button.type = 'button';
        button.textContent = head.textContent;
        head.textContent = '';
        head.appendChild(button);
        button.addEventListener('click', function () {
            var first = head.classList.contains('n') ? 'descending' : 'ascending', now = head.getAttribute('aria-sort');
            var wanted = now ? (now === 'ascending' ? 'descending' : 'ascending') : first;
            sort(column, wanted === 'ascending' ? 1 : -1);
        });
    });

    // The filter: every word of it must stand in the row or among the members of its group.
    var texts = null, bar = document.createElement('p'), input = document.createElement('input');
    var shown = document.createElement('output');
    function load() {
        texts = rows.map(function (row, i) {
            var members = groups[i] && groups[i].querySelector('table.members');
            return (row.textContent + ' ' + (members ? members.textContent : '')).toLowerCase();
        });
    }
    function filter() {
        var words = input.value.toLowerCase().split(/\s+/).filter(Boolean), count = 0;
        if (!texts) load();
        rows.forEach(function (row, i) {
            var fits = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
            row.hidden = !fits;
            if (groups[i]) groups[i].hidden = !fits;
            count += fits;
        });
        shown.textContent = count + ' of ' + rows.length;
    }
    function label(text, control) {
        var element = document.createElement('label');
        element.append(text, control);
        return element;
    }
    function button(text, open) {
        var element = document.createElement('button');
        element.type = 'button';
        element.textContent = text;
        element.addEventListener('click', function () {
            groups.forEach(function (group) { if (!group.hidden) group.open = open; });
        });
        return element;
    }
    bar.className = 'bar';
    input.type = 'search';
    shown.textContent = rows.length + ' of ' + rows.length;
    input.addEventListener('input', filter);
    bar.append(label('Filter ', input), ' ', shown, ' ', button('open all', true), ' ', button('close all', false));
    table.before(bar);

    function follow() {
        var group = document.getElementById(location.hash.slice(1));
        if (!group || group.tagName !== 'DETAILS') return;
        group.open = true;
        group.scrollIntoView();
    }
    addEventListener('hashchange', follow);
    follow();
})();
